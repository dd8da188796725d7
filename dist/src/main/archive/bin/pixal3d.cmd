@echo off
rem SPDX-License-Identifier: MIT
rem Starts Pixal3D with the Java beside it. -J-Xmx2g and the like, given first, go to the Java machine; what follows
rem them must quote = , and ; because cmd takes these for spaces then.
setlocal disabledelayedexpansion
set "home=%~dp0.."
set "java="%home%\runtime\bin\java.exe" "@%home%\lib\java.args""
set "program=-Dpixal3d.archive=true -jar "%home%\lib\pixal3d.jar""
set "jvm="
for /f "tokens=2 delims=:." %%p in ('chcp 2^>nul') do set "codepage=%%p"
chcp 65001 >nul 2>&1

set "first=%~1"
if "%first:~0,2%"=="-J" goto options
if "%~1"=="serve" set "jvm="@%home%\lib\serve.args""
if "%~1"=="node" set "jvm="@%home%\lib\serve.args""
if "%~2"=="serve" set "jvm="@%home%\lib\serve.args""
if "%~2"=="node" set "jvm="@%home%\lib\serve.args""
%java% %jvm% %program% %*
goto end

:options
set "first=%~1"
if not "%first:~0,2%"=="-J" goto arguments
set jvm=%jvm% "%first:~2%"
shift
goto options

:arguments
if "%~1"=="serve" set jvm="@%home%\lib\serve.args" %jvm%
if "%~1"=="node" set jvm="@%home%\lib\serve.args" %jvm%
if "%~2"=="serve" set jvm="@%home%\lib\serve.args" %jvm%
if "%~2"=="node" set jvm="@%home%\lib\serve.args" %jvm%
set "rest="
:argument
if "%~1"=="" goto run
set rest=%rest% %1
shift
goto argument

:run
%java% %jvm% %program% %rest%

:end
set "status=%errorlevel%"
if defined codepage chcp %codepage% >nul 2>&1
exit /b %status%
