@echo off
rem Runs stella with the Node.js of this archive and nothing else: what the environment would load into it or write beside it is unset.
setlocal EnableExtensions DisableDelayedExpansion
call :find_bin
for %%v in (NODE_OPTIONS NODE_PATH NODE_COMPILE_CACHE NODE_V8_COVERAGE NODE_EXTRA_CA_CERTS NODE_REDIRECT_WARNINGS NODE_ICU_DATA) do set "%%v="
set "OPENSSL_CONF=NUL"
"%bin%..\dist\node.exe" @FLAGS@ "%bin%..\dist\start.cjs" %*
exit /b %ERRORLEVEL%

rem In a subroutine, because elsewhere the folder of this file is not known when its name was quoted and found through PATH.
:find_bin
set "bin=%~dp0"
exit /b 0
