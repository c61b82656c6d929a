@echo off
rem Puts xlbilling in place for Excel and LibreOffice on this computer: double-click it. It asks for
rem no password and touches this user's folders only. "install.cmd quiet" waits for no key at the end.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
if not defined LOCALAPPDATA set "LOCALAPPDATA=%USERPROFILE%\AppData\Local"
set "ENV=%LOCALAPPDATA%\xlbilling\env"
set "OWN=%ENV%\Scripts\python.exe"
set "MARK=%ENV%\xlbilling-files.json"
set "PYTHON="
set "CODE=1"
rem No program is taken from the folder of this file, or of a workbook.
set "NoDefaultCurrentDirectoryInExePath=1"
cd /d "%SystemRoot%"

rem A Python of python.org, for this user or for all; Excel cannot start the one of the Store.
for /f "delims=" %%P in ('py -3 -I -c "import sys; print(sys.executable)" 2^>nul') do set "ONE=%%P" & call :try
for /d %%D in ("%LOCALAPPDATA%\Programs\Python\Python3*" "%LOCALAPPDATA%\Python\pythoncore-3*" "%ProgramFiles%\Python3*") do set "ONE=%%~D\python.exe" & call :try
for /f "delims=" %%P in ('%SystemRoot%\System32\where.exe $PATH:python.exe 2^>nul') do set "ONE=%%P" & call :try
if not defined PYTHON goto nopython
echo Python: "%PYTHON%"

rem Packages come from the folder "wheels" beside this file where there is one; else pip fetches them.
set "FROM="
set "WHAT="
if exist "%HERE%wheels\" set FROM=--no-index --find-links "%HERE%wheels"
if exist "%HERE%wheels\" set "WHAT=xlbilling"
if exist "%HERE%..\xlbilling\__main__.py" if exist "%HERE%..\pyproject.toml" set "WHAT=%HERE%.."
if exist "%HERE%wheels\xlbilling-*.whl" set "WHAT=xlbilling"
if not defined WHAT goto alone

if not exist "%ENV%\" goto make
if not exist "%MARK%" goto foreign
if exist "%OWN%" "%OWN%" -I -c "import sys; from pathlib import Path; from xlbilling.desk.environment import is_sound; sys.exit(not is_sound(Path(sys.prefix), Path(sys.executable)))" 2>nul && goto packages
rem Half made, made from a Python that is gone, or short of files: all but the mark goes.
for /d %%D in ("%ENV%\*") do rmdir /s /q "%%~D"
:make
echo Making a Python of its own in "%ENV%"
if not exist "%ENV%\" mkdir "%ENV%" || goto failed
if not exist "%MARK%" >"%MARK%" echo {}
"%PYTHON%" -I -m venv "%ENV%" || goto failed
:packages
"%OWN%" -I -m pip --version >nul 2>nul || "%OWN%" -I -m ensurepip >nul || goto failed
"%OWN%" -I -m pip install --disable-pip-version-check --upgrade %FROM% "%WHAT%" || goto unfetched

"%OWN%" -I -m xlbilling install
set "CODE=%ERRORLEVEL%"
goto end

:nopython
echo There is no 64-bit Python 3.11 or newer of python.org on this computer.
echo Fix: install it from https://www.python.org/downloads/windows/ with "Install Now", and run this again.
goto end

:alone
echo This file has to stay in the folder "workbooks" of xlbilling, or beside a folder "wheels".
echo Fix: unpack the whole download, and run the file in the unpacked folder.
goto end

:foreign
echo "%ENV%" is there already, and not of our making.
echo Fix: move or rename that folder, and run this again.
goto end

:unfetched
echo The packages could not be put in place.
echo Fix: close Excel and LibreOffice; connect to the internet, behind a proxy with HTTPS_PROXY set,
echo or put a folder "wheels" beside this file; and run this again. The lines above say more.
goto end

:failed
echo It did not work. Close Excel and LibreOffice and run this again; the lines above say more.

:end
if "%~1"=="" pause
exit /b %CODE%

:try
if defined PYTHON exit /b 0
if not "%ONE:WindowsApps=%"=="%ONE%" exit /b 0
if not exist "%ONE%" exit /b 0
"%ONE%" -I -c "import sys; sys.exit(sys.version_info < (3, 11) or sys.maxsize < 2**32 or 'windowsapps' in sys.base_prefix.lower())" 2>nul && set "PYTHON=%ONE%"
exit /b 0
