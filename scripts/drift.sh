#!/usr/bin/env bash
# Keeps one issue about what has drifted: opens it, brings it up to date, or closes it.
#
#   scripts/drift.sh REPORT         REPORT is what `pasteproof drift --output REPORT` wrote
#
# It speaks to GitHub through gh, and only of issues that a workflow has opened with its label.
set -euo pipefail

LABEL=drift

main() {
  local report=$1 found number former
  [ -e "$report" ] || refuse "there is no file '$report'. Write it: pasteproof drift --output $report"
  found=$(known)
  read -r number former <<<"$found"
  if [ ! -s "$report" ]; then
    [ -z "$number" ] || close "$number"
  elif [ -n "$number" ]; then
    update "$number" "$former" "$report"
  else
    gh label create "$LABEL" --force --color FBCA04 \
      --description 'What the guide says is not what the newest client does'
    body "$report" | gh issue create --title "$(title "$report")" --label "$LABEL" --body-file -
  fi
}

# Prints the number of the open issue and its title, if there is one.
known() {
  gh issue list --state open --label "$LABEL" --app github-actions --limit 1 \
    --json number,title --jq '.[] | "\(.number) \(.title)"'
}

# A changed text tells nobody; a comment does, so there is one where the title says something else.
update() {
  local said
  said=$(title "$3")
  body "$3" | gh issue edit "$1" --title "$said" --body-file -
  [ "$said" = "$2" ] || gh issue comment "$1" --body "$said."
}

title() { sed -n '1s/^# //p' "$1"; }

body() { sed '1,2d' "$1"; }

close() {
  gh issue close "$1" --reason completed \
    --comment 'The guide shows again what the newest client does, in every run.'
}

refuse() {
  echo "drift: $1" >&2
  exit 1
}

[ $# = 1 ] || refuse 'name one file: scripts/drift.sh REPORT'
main "$@"
