(umask 077; set -C
[ ! -e ~/.claude.json ] || { echo 'There is a .claude.json already: add the entry by hand.'; exit 1; }
echo '{"hasCompletedOnboarding": true}' >~/.claude.json)
