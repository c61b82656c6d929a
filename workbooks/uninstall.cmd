@echo off
rem Takes away what install.cmd put in place; workbooks and copies of replaced files stay.
setlocal EnableExtensions DisableDelayedExpansion
if not defined LOCALAPPDATA set "LOCALAPPDATA=%USERPROFILE%\AppData\Local"
set "ROOT=%LOCALAPPDATA%\xlbilling"
set "ENV=%ROOT%\env"
set "OWN=%ENV%\Scripts\python.exe"
set "MARK=%ENV%\xlbilling-files.json"
set "ADDIN=%APPDATA%\Microsoft\Excel\XLSTART\xlbilling.xlam"
set "CODE=0"
cd /d "%SystemRoot%"
if exist "%MARK%" goto installed
if exist "%ROOT%\install.json" goto broken
if exist "%ADDIN%" goto broken
goto nothing

:installed
"%OWN%" -I -c "import xlbilling.commands.uninstall" 2>nul && goto undo
if exist "%ROOT%\install.json" goto broken
if exist "%ADDIN%" goto broken
rem Never finished, or half removed: nothing but the environment is left.
goto clear
:undo
"%OWN%" -I -m xlbilling uninstall || goto failed
:clear
rem A Python that runs cannot remove itself on Windows, so it is done here; its mark goes last.
for /d %%D in ("%ENV%\*") do rmdir /s /q "%%~D"
if exist "%ENV%\Scripts\" goto failed
if exist "%ENV%\Lib\" goto failed
rmdir /s /q "%ENV%"
if exist "%ENV%\" goto failed
rmdir "%ROOT%" 2>nul
goto end

:nothing
echo Nothing is installed here.
goto end

:broken
echo The installed Python does not start, so that it cannot take anything away.
echo Fix: run install.cmd once, then this again.
set "CODE=1"
goto end

:failed
echo It did not work. Close Excel and LibreOffice and run this again; the lines above say more.
set "CODE=1"

:end
if "%~1"=="" pause
exit /b %CODE%
