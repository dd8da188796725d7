@echo off
rem SPDX-License-Identifier: MIT
rem Starts Pixal3D for Java from a checkout: finds a JDK 25, builds at the first use, then runs the command line.
rem   pixal3d rebuild                     builds again; unlike ./pixal3d this one does not see that sources changed
rem   pixal3d verify [maven arguments]    runs the whole build with all tests
rem   pixal3d package [maven arguments]   builds the archive for this platform, with its own Java
rem Options of the Java machine: the variable JDK_JAVA_OPTIONS. PIXAL3D_GPU=1 builds with libtorch for NVIDIA GPUs.
setlocal disabledelayedexpansion
set "root=%~dp0"
set "builds=%root%.build"
set "gpu="
if defined PIXAL3D_GPU set "gpu= -Pgpu"
set "quick=-Dmaven.test.skip=true -Dspotless.check.skip=true -Dcompiler.warnings=-g"

call :find_jdk
if not defined jdk (
  echo pixal3d: no JDK 25 found ^(looked at JAVA_HOME, PATH and the usual folders^). Install one, e.g. 1>&2
  echo pixal3d: winget install EclipseAdoptium.Temurin.25.JDK, or set JAVA_HOME to a JDK 25 or newer. 1>&2
  exit /b 1
)
set "JAVA_HOME=%jdk%"
set "mvn=%root%mvnw.cmd"
for %%m in (mvn.cmd) do if not "%%~$PATH:m"=="" set "mvn=%%~$PATH:m"

set "command=%~1"
if "%command%"=="verify" goto maven
if "%command%"=="package" goto maven
if "%command%"=="rebuild" goto rebuild
if exist "%builds%\cli.txt" goto run
call :build
if errorlevel 1 exit /b 1

:run
set /p app=<"%builds%\cli.txt"
set "serve="
if "%~1"=="serve" set "serve="@%root%config\serve.args""
if "%~1"=="node" set "serve="@%root%config\serve.args""
if "%~2"=="serve" set "serve="@%root%config\serve.args""
if "%~2"=="node" set "serve="@%root%config\serve.args""
for /f "tokens=2 delims=:." %%p in ('chcp 2^>nul') do set "codepage=%%p"
chcp 65001 >nul 2>&1
"%jdk%\bin\java.exe" "@%root%config\java.args" %serve% -cp "%builds%\%app%\lib\*" dev.pixal3d.cli.Main %*
set "status=%errorlevel%"
if defined codepage chcp %codepage% >nul 2>&1
exit /b %status%

:rebuild
call :build
exit /b %errorlevel%

:maven
set "rest="
:argument
shift
if "%~1"=="" goto called
set rest=%rest% %1
goto argument
:called
if "%command%"=="verify" call "%mvn%" -f "%root%pom.xml" -B -ntp%gpu% verify%rest% -T 2
if "%command%"=="package" call "%mvn%" -f "%root%pom.xml" -B -ntp%gpu% -Parchive -pl dist -am package %quick%%rest%
exit /b %errorlevel%

rem Builds aside; what runs keeps its jars, for Windows would not let them go.
:build
if not exist "%builds%" md "%builds%"
md "%builds%\lock" 2>nul
if errorlevel 1 (
  echo pixal3d: a build runs in this checkout. Wait for it; if there is none, remove %builds%\lock 1>&2
  exit /b 1
)
echo pixal3d: building 1>&2
set "app=cli-%random%%random%"
if exist "%root%cli\target\app" rd /s /q "%root%cli\target\app"
call "%mvn%" -f "%root%pom.xml" -B -ntp%gpu% %quick% -pl cli -am package >"%builds%\cli.log" 2>&1
if errorlevel 1 goto failed
xcopy /e /i /q "%root%cli\target\app\lib" "%builds%\%app%\lib" >nul
if errorlevel 1 goto failed
>"%builds%\cli.new" echo %app%
move /y "%builds%\cli.new" "%builds%\cli.txt" >nul
for /d %%d in ("%builds%\cli-*") do if /i not "%%~nxd"=="%app%" call :prune "%%~fd"
rd "%builds%\lock"
exit /b 0

:failed
findstr /b /c:"[ERROR]" "%builds%\cli.log" 1>&2
echo pixal3d: the build failed; all of its output is in .build\cli.log 1>&2
rd "%builds%\lock"
exit /b 1

rem A folder in use cannot be renamed, and then nothing of it is removed.
:prune
move "%~1" "%builds%\old" >nul 2>&1
if exist "%builds%\old" rd /s /q "%builds%\old"
exit /b 0

:find_jdk
set "jdk="
if defined JAVA_HOME call :try "%JAVA_HOME%"
for %%j in (java.exe) do if not "%%~$PATH:j"=="" call :try "%%~dp$PATH:j.."
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\jdk-*" "%ProgramFiles%\Java\jdk-*" "%ProgramFiles%\Microsoft\jdk-*" "%USERPROFILE%\.jdks\*") do call :try "%%~fd"
exit /b 0

:try
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
set "feature=0"
for /f "usebackq tokens=1,2 delims==" %%k in ("%~1\release") do if "%%k"=="JAVA_VERSION" set "feature=%%~l"
for /f "tokens=1 delims=." %%f in ("%feature%") do set "feature=%%f"
if %feature% geq 25 set "jdk=%~f1"
exit /b 0
