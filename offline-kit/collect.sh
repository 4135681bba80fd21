#!/bin/sh
# Fetches what goes into an offline kit, from where its publishers ship it, into a folder that "stella offline build --from" takes.
#
#   sh collect.sh FOLDER [ECOSYSTEM...]
#   sh collect.sh downloads npm PyPI Debian "Red Hat"
#
# ECOSYSTEM is a name as osv.dev writes it (https://osv-vulnerabilities.storage.googleapis.com/ecosystems.txt).
#
# None of these files is signed by its publisher. TLS says which server they came from, and nothing more can be checked here, so
# nothing more is. "stella offline build" then reads every record, and your signature over the kit is what the other side checks.
set -eu

OSV=https://osv-vulnerabilities.storage.googleapis.com
EPSS=https://epss.empiricalsecurity.com/epss_scores-current.csv.gz
KEV=https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json

usage='usage: sh collect.sh FOLDER [ECOSYSTEM...]'
case ${1-} in
  -h | --help) echo "$usage"; exit 0 ;;
  '' | -*) echo "$usage" >&2; exit 2 ;;
esac
folder=$1
shift
if [ $# -eq 0 ]; then
  set -- npm PyPI Maven Go crates.io RubyGems NuGet Packagist Debian Ubuntu Alpine 'Red Hat'
fi

part=
trap 'if [ -n "$part" ]; then rm -f "$part"; fi' EXIT
trap 'exit 130' HUP INT TERM

# A file appears under its name only when all of it is there; what was there before stays until then.
fetch() {
  part=$2.part
  echo "$1"
  curl --fail --location --proto '=https' --retry 3 --silent --show-error --output "$part" "$1"
  mv "$part" "$2"
  part=
}

mkdir -p "$folder/osv"
for ecosystem in "$@"; do
  fetch "$OSV/$(printf '%s' "$ecosystem" | sed 's/ /%20/g')/all.zip" "$folder/osv/$ecosystem.zip"
done
fetch "$EPSS" "$folder/epss_scores-current.csv.gz"
fetch "$KEV" "$folder/known_exploited_vulnerabilities.json"

cat <<END

Put what else belongs in the kit into $folder/rules, policies, trust, vex and scans, then make it:
  stella offline build --from "$folder" --output kit.tar.gz --key issuer.key --sequence N
END
