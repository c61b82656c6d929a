@echo off
rem Takes away what install.cmd put in place; workbooks and copies of replaced files stay.
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%LOCALAPPDATA%\xlbilling"
set "CODE=0"
if not exist "%ROOT%\env\Scripts\python.exe" goto nothing
"%ROOT%\env\Scripts\python.exe" -I -m xlbilling uninstall || goto failed
rem A Python that runs cannot remove itself on Windows, so it is done here.
rmdir /s /q "%ROOT%\env" || goto failed
rmdir "%ROOT%" 2>nul
goto end

:nothing
echo Nothing is installed here.
goto end

:failed
echo It did not work. Close Excel and run this again; the lines above say more.
set "CODE=1"

:end
if "%~1"=="" pause
exit /b %CODE%
