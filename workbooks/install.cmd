@echo off
rem Puts xlbilling in place for Excel on this computer: double-click it. It asks for no password and
rem touches this user's folders only. "install.cmd quiet" does not wait for a key at the end.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "ENV=%LOCALAPPDATA%\xlbilling\env"
set "OWN=%ENV%\Scripts\python.exe"
set "PYTHON="
set "CODE=1"

rem A Python of python.org, for this user or for all; Excel cannot start the one of the Store.
for /f "delims=" %%P in ('py -3 -c "import sys; print(sys.executable)" 2^>nul') do call :try "%%P"
for /d %%D in ("%LOCALAPPDATA%\Programs\Python\Python3*" "%ProgramFiles%\Python3*") do call :try "%%~D\python.exe"
for /f "delims=" %%P in ('where python 2^>nul') do call :try "%%P"
if not defined PYTHON goto nopython
echo Python: %PYTHON%

rem Packages come from the folder "wheels" beside this file where there is one; else pip fetches them.
set "FROM="
set "WHAT="
if exist "%HERE%wheels\" set FROM=--no-index --find-links "%HERE%wheels"
if exist "%HERE%wheels\" set "WHAT=xlbilling"
if exist "%HERE%..\pyproject.toml" set "WHAT=%HERE%.."
if not defined WHAT goto alone

if exist "%OWN%" "%OWN%" -c "" 2>nul && goto packages
echo Making a Python of its own in %ENV%
"%PYTHON%" -m venv --clear "%ENV%" || goto failed
:packages
"%OWN%" -m pip --version >nul 2>nul || "%OWN%" -m ensurepip >nul || goto failed
"%OWN%" -m pip install --disable-pip-version-check --upgrade %FROM% "%WHAT%" || goto failed

"%OWN%" -I -m xlbilling install
set "CODE=%ERRORLEVEL%"
goto end

:nopython
echo There is no Python 3.11 or newer of python.org on this computer.
echo Fix: install it from https://www.python.org/downloads/windows/ with "Install Now", and run this again.
goto end

:alone
echo This file has to stay in the folder "workbooks" of xlbilling, or beside a folder "wheels".
goto end

:failed
echo It did not work. Close Excel and run this again; the lines above say more.

:end
if "%~1"=="" pause
exit /b %CODE%

:try
if defined PYTHON exit /b 0
set "ONE=%~1"
if not "%ONE:WindowsApps=%"=="%ONE%" exit /b 0
if not exist "%ONE%" exit /b 0
"%ONE%" -c "import sys; sys.exit(sys.version_info < (3, 11) or 'windowsapps' in sys.base_prefix.lower())" 2>nul && set "PYTHON=%ONE%"
exit /b 0
