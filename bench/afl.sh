#!/usr/bin/env bash
# AFL over each decoder in turn, from the seeds in bench/corpus: bench/afl.sh SECONDS [DECODER...]. One line a decoder goes to artifacts/afl/log.md.
# Needs afl++ and the SharpFuzz.CommandLine tool of the version in Directory.Packages.props (`sharpfuzz` on the path).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-600}
shift || true
out=artifacts/afl
if [ ! -e "$out/bin/instrumented" ]; then
  dotnet publish bench/Tearsheet.Bench -c Release --nologo -v quiet -o "$out/bin"
  for library in Ipld Gateway; do sharpfuzz "$out/bin/Tearsheet.$library.dll"; done
  touch "$out/bin/instrumented"
fi
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 DOTNET_TieredCompilation=1
[ $# -gt 0 ] || set -- $(ls bench/corpus)
for decoder; do
  rm -rf "$out/$decoder"
  afl-fuzz -i "bench/corpus/$decoder" -o "$out/$decoder" -t 2000 -m none -V "$seconds" -- \
    "$out/bin/Tearsheet.Bench" afl "$decoder" > "$out/$decoder.log" 2>&1 || true
  awk -F ' *: *' -v name="$decoder" '{sub(/ +$/, "", $1); value[$1] = $2}
    END {printf "| %s | %d s | %d | %d | %d | %d | %s |\n", name, value["run_time"], value["execs_done"], value["corpus_count"], value["saved_crashes"], value["saved_hangs"], value["bitmap_cvg"]}' \
    "$out/$decoder/default/fuzzer_stats" >> "$out/log.md"
done
