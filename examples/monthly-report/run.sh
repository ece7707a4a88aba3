#!/bin/sh
# What cron calls: makes the report of the last month that is over, and mails it if it is a new one.
#
#   sh run.sh [OPTION]...      options are passed on, e.g. `sh run.sh -q` or `sh run.sh --month 2026-09`
#
# What it needs is beside it: setia.toml, exports/, mail.sh. It writes two folders of months:
#   reports/    for the shop, as setia.toml says: page, workbook, data, whom to thank and whom to win back
#   to-mail/    for the mail: page and text, in which nobody is named
# SETIA names the program if it is not on the PATH; cron's PATH is short. mail.sh says who gets the mail.
#
# It ends as setia ended: 0 done, 1 not to be trusted, 2 usage or settings, 3 input, 4 output; 64 and more is the mail.
set -eu
cd "$(dirname "$0")"
setia=${SETIA:-setia}
new=to-mail/latest/manifest.json # changes when the newest month does
mailed=to-mail/.mailed           # the one that was mailed last

report() {
  status=0
  "$setia" report --if-changed "$@" || status=$?
  [ "$status" -eq 0 ] && return
  # status 1 has written a report that is not to be trusted; the next run is not to mail it either
  if [ "$status" -eq 1 ] && [ -e "$new" ]; then cp "$new" "$mailed"; fi
  echo "run.sh: setia ended with status $status; nothing is mailed" >&2
  exit "$status"
}

report "$@"
report --customer-rows none --output-dir to-mail --compare to-mail/latest/report.json --formats html,markdown,json "$@"

if ! cmp -s "$new" "$mailed"; then
  status=0
  sh mail.sh to-mail/latest || status=$?
  if [ "$status" -ne 0 ]; then
    echo "run.sh: the report is there, but not mailed (status $status); the next run tries again" >&2
    exit "$status"
  fi
  cp "$new" "$mailed"
fi
