#!/bin/sh
# Mails a report that `setia report --output-dir` wrote: its first sentences and its warnings as text, the page attached.
#
#   MAIL_TO=pemilik@example.com sh mail.sh [FOLDER]      FOLDER is a month, e.g. to-mail/2026-10 [default: to-mail/latest]
#
# MAIL_TO     who gets it, several with commas; without it nothing is mailed
# MAIL_FROM   who sends it [default: what sendmail makes of the user]
# SENDMAIL    what takes a mail with its headers, as `sendmail -i -t` does [default: the sendmail that is found]
#
# A mail is read by more people than a folder is. So a report that may name customers is not mailed: make one with
# `--customer-rows none`, as run.sh does. MAIL_CUSTOMERS=yes mails it all the same.
#
# It ends with 0 (also if there is nobody or nothing to mail with), 66 without a report, 77 if customers may be named, 69 if a
# tool is missing, else as sendmail ended.
set -eu
LC_ALL=C # bytes, whatever language the machine speaks
export LC_ALL
fail() {
  echo "mail.sh: $2" >&2
  exit "$1"
}

if [ -z "${MAIL_TO:-}" ]; then
  echo "mail.sh: MAIL_TO is not set: nothing is mailed" >&2
  exit 0
fi
sendmail=${SENDMAIL:-}
if [ -z "$sendmail" ]; then
  # cron's PATH seldom has these two folders
  sendmail=$(PATH=$PATH:/usr/sbin:/usr/lib && command -v sendmail) || {
    echo "mail.sh: there is no sendmail here (SENDMAIL can name one): nothing is mailed" >&2
    exit 0
  }
fi
command -v "$sendmail" >/dev/null || fail 69 "cannot run SENDMAIL, $sendmail"
command -v base64 >/dev/null || fail 69 "there is no base64 here, which attachments take"

shown=${1:-to-mail/latest}
# the version that is shown now, should it change while we read
folder=$(cd "$shown" 2>/dev/null && pwd -P) || fail 66 "there is no folder $shown"
for file in manifest.json report.md report.html; do
  [ -r "$folder/$file" ] || fail 66 "cannot read $shown/$file; are html and markdown among its --formats?"
done
if [ "${MAIL_CUSTOMERS:-}" != yes ] && ! tr -d ' \n' <"$folder/manifest.json" | grep -q '"customer-rows":\["none"\]'; then
  fail 77 "$shown may name customers: make it with --customer-rows none, or set MAIL_CUSTOMERS=yes"
fi

month=$(sed -n 's/^ *"month": "\([0-9-]*\)".*/\1/p' "$folder/manifest.json" | head -n 1)
title=$(sed -n '1s/^# *//p' "$folder/report.md")
case $title in
*[!\ -~]*) title="=?UTF-8?B?$(printf %s "$title" | base64 | tr -d '\n')?=" ;;
esac
boundary="=_setia_$month"

compose() {
  [ -z "${MAIL_FROM:-}" ] || echo "From: $MAIL_FROM"
  cat <<HEADERS
To: $MAIL_TO
Subject: $title
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="$boundary"

--$boundary
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

HEADERS
  # up to the first table, without the marks of Markdown; then the warnings, which stand further down
  sed -e '/^|/,$d' -e 's/^#* *//' -e 's/\*\*//g' "$folder/report.md" | fold -s -w 76
  grep -E '^- (warning|peringatan): ' "$folder/report.md" | fold -s -w 76 || :
  cat <<ATTACHMENT

--$boundary
Content-Type: text/html; charset=utf-8; name="report-$month.html"
Content-Disposition: attachment; filename="report-$month.html"
Content-Transfer-Encoding: base64

ATTACHMENT
  base64 <"$folder/report.html" | fold -w 76
  printf '\n--%s--\n' "$boundary"
}

compose | "$sendmail" -i -t
echo "mail.sh: gave the report of $month to $(basename "$sendmail") for $MAIL_TO" >&2
