#!/bin/sh
# Two months of run.sh on a shop that does not exist, with nothing mailed to anyone. Needs the program `setia` on the PATH
# (or SETIA=path/to/setia); takes a folder that is not there yet.
#
#   sh demo.sh [FOLDER]      [default: monthly-report-demo]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-monthly-report-demo}
SETIA=${SETIA:-setia}
case $SETIA in */*) SETIA=$(cd "$(dirname "$SETIA")" && pwd)/$(basename "$SETIA") ;; esac
if [ -e "$folder" ]; then
  echo "demo.sh: $folder is there; name a folder that is not" >&2
  exit 2
fi
mkdir -p "$folder/exports"
cd "$folder"
cp "$here/run.sh" "$here/mail.sh" "$here/setia.toml" .

# In the place of sendmail, unless you name one: what would be mailed is put in a file.
cat >outbox.sh <<'OUTBOX'
#!/bin/sh
# Keeps a mail as mail-1.txt, mail-2.txt, … beside itself.
set -eu
cd "$(dirname "$0")"
number=1
while [ -e "mail-$number.txt" ]; do number=$((number + 1)); done
cat >"mail-$number.txt"
OUTBOX
chmod +x outbox.sh
MAIL_TO=${MAIL_TO:-pemilik@example.com}
SENDMAIL=${SENDMAIL:-$PWD/outbox.sh}
export SETIA MAIL_TO SENDMAIL

echo "== 1. The exports of a shop, one for each month, until September. Yours stand here."
"$SETIA" simulate --quiet --customers 600 --id-prefix TOKO- --v 200000 --decimals 0 \
  --from 2025-01-01 --until 2026-10-31 --seed 7 -o all.csv
awk -F, '
  NR == 1 { header = $0; next }
  { file = "exports/" substr($3, 1, 7) ".csv" }
  file != last { print header >file; last = file }
  { print >file }
' all.csv
rm all.csv
mv exports/2026-10.csv 2026-10.csv
echo exports/2026-*.csv

echo
echo "== 2. In the morning of 2 October cron calls run.sh"
sh run.sh 2>&1

echo
echo "== 3. Once more: nothing has changed, so nothing is written and nothing is mailed"
sh run.sh 2>&1

echo
echo "== 4. The export of October comes in: copied under another name, then shown as a whole"
cp 2026-10.csv exports/2026-10.csv.part
mv exports/2026-10.csv.part exports/2026-10.csv
echo "== ... and in the morning of 2 November cron calls run.sh"
sh run.sh 2>&1

echo
echo "== 5. What there is now"
ls reports reports/latest/ to-mail to-mail/latest/

echo
echo "== 6. Is it what was written, and are the exports what was read?"
"$SETIA" report --verify reports/2026-10/manifest.json
"$SETIA" report --verify to-mail/2026-10/manifest.json

echo
echo "== 7. In December the export is broken: an error, its status, no mail, and the reports are what they were"
echo "<html>Please log in</html>" >exports/2026-11.csv
status=0
sh run.sh 2>&1 || status=$?
echo "exit status $status"
rm exports/2026-11.csv
"$SETIA" report --verify reports/latest/manifest.json

if [ -e mail-2.txt ]; then
  echo
  echo "== 8. The mail of October, up to the page that is attached"
  sed '/^Content-Type: text\/html/q' mail-2.txt
fi
