#!/bin/sh
# A promotion from plan to decision, on a shop whose truth is known: version B raises the purchase rate by 40 % and takes a
# tenth off every order. Needs the program `setia` on the PATH (or SETIA=path/to/setia); writes into a folder of its own.
set -eu
setia=${SETIA:-setia}
folder=${1:-promo-test}
mkdir -p "$folder"
cd "$folder"

# The shop as it is: 12,000 customers, a year and a half of orders. Your own export stands here.
shop="simulate --customers 12000 --acquired-within 12m --until 2026-03-31 --quiet"
"$setia" $shop -o shop.csv

echo "== 1. Plan, on the last day of February: can these customers show a tenth more orders in four weeks?"
"$setia" ab-test plan shop.csv --as-of 2026-02-28 --metric orders --window 28d --mde 10%
echo
echo "== ... and what is the smallest change that all of them show?"
"$setia" ab-test plan shop.csv --as-of 2026-02-28 --metric orders --window 28d

echo
echo "== 2. Is the method honest on these customers?"
"$setia" ab-test aa shop.csv --as-of 2026-02-28 --metric orders --window 28d --effect 20%

echo
echo "== 3. Split the list"
"$setia" ab-test assign shop.csv --log --as-of 2026-02-28 --experiment promo-march-2026 --variants A:50,B:50 -o groups.csv --quiet
"$setia" ab-test assign shop.csv --log --as-of 2026-02-28 --experiment promo-march-2026 --variants A:50,B:50

echo
echo "== 4. Send, and wait: here the same shop lives on to the end of March, with the promotion for those who got B"
"$setia" $shop --promo 2026-03-01 --promo-days 28 --promo-effect 40% --promo-discount 10% \
  --promo-groups groups.csv --promo-variant B -o orders.csv

echo "== 5. Analyse: orders decide, and the average order must not fall by more than 20 %"
"$setia" ab-test orders.csv --assignments groups.csv --start 2026-03-01 --end 2026-03-28 \
  --metric orders --metric revenue --guardrail aov:-20% --quiet -o result.json
"$setia" ab-test orders.csv --assignments groups.csv --start 2026-03-01 --end 2026-03-28 \
  --metric orders --metric revenue --guardrail aov:-20%

echo
echo "== 6. Who responded?"
"$setia" ab-test orders.csv --assignments groups.csv --start 2026-03-01 --end 2026-03-28 \
  --metric orders --by segment

echo
echo "== 7. Decide, in a script: 0 is decided, 10 is not yet, 1 is not to be trusted"
status=0
"$setia" ab-test orders.csv --assignments groups.csv --start 2026-03-01 --end 2026-03-28 \
  --metric orders --guardrail aov:-20% --exit-status decision --quiet -o decision.json || status=$?
echo "exit status $status"
