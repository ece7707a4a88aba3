#!/bin/sh
# The report beside the commands that its sections come from, one by one, on the same log: medians of five runs in turn, and
# the ratio. Needs the optimised program (SETIA=path/to/setia) and GNU date; makes its own log of so many customers.
set -eu
setia=${SETIA:-target/release/setia}
customers=${1:-100000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
log=$folder/log.parquet
"$setia" simulate --customers "$customers" --v 200000 --decimals 0 --from 2024-11-01 --until 2026-10-31 --seed 7 -q -o "$log"

# Milliseconds that a command takes.
took() {
  from=$(date +%s%N)
  "$setia" "$@" -q -o "$folder/out.json" >/dev/null
  echo $((($(date +%s%N) - from) / 1000000))
}
median() { sort -n | sed -n 3p; }

for run in 1 2 3 4 5; do
  took report "$log" --month 2026-10 >>"$folder/report"
  sum=0
  for command in retention "trend --measure revenue" "segment --method rfm --compare-to 2026-09-30" churn-risk check; do
    # shellcheck disable=SC2086 # words of a command
    ms=$(took $command "$log")
    echo "$ms" >>"$folder/$(echo "$command" | cut -d ' ' -f 1)"
    sum=$((sum + ms))
  done
  echo "$sum" >>"$folder/all"
done
for name in retention trend segment churn-risk check all report; do
  printf '%-12s %6s ms\n' "$name" "$(median <"$folder/$name")"
done
report=$(median <"$folder/report") all=$(median <"$folder/all")
echo "report / all  $((100 * report / all)) %"
