# Sourced by run and test: says in one line what is missing, instead of failing in many.
if ! command -v dotnet >/dev/null 2>&1; then
  echo "Tearsheet needs the .NET 10 SDK, and there is no dotnet on this PATH." >&2
  exit 1
fi
if ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
  echo "Tearsheet needs the .NET 10 SDK; this machine has: $(dotnet --list-sdks 2>/dev/null | awk '{printf "%s ", $1}')" >&2
  exit 1
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
