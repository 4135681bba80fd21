/**
 * The scripts that make a shell ask `stella completion candidates` what may stand next. It prints a line a candidate, with
 * what it is about after a tab, or `:files` where the shell is to complete file names itself.
 */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** bash breaks words at `:` and `=` too: the line is split at spaces here, and what bash has already is taken off again. */
const BASH = `_stella() {
  local words line current taken
  read -ra words <<<"\${COMP_LINE:0:COMP_POINT}"
  [[ \${COMP_LINE:COMP_POINT-1:1} == ' ' ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  taken=\${current%"\${current##*[:=]}"}
  COMPREPLY=()
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
    elif [[ $line == "$current"* ]]; then
      COMPREPLY+=("\${line#"$taken"}")
    fi
  done < <("\${words[0]}" completion candidates -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _stella stella
`;

const ZSH = `#compdef stella
_stella() {
  local -a values
  local line
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      _files
    else
      values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done < <("\${words[1]}" completion candidates -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#values} )) && _describe stella values
}
compdef _stella stella
`;

const FISH = `function __stella_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] completion candidates -- $words[2..-1] 2>/dev/null)
    if test "$line" = :files
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c stella -f -a '(__stella_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** The script for a shell, to be evaluated by it. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
