/**
 * The scripts that make a shell ask `stella completion candidates` what may stand next. It prints a line a candidate, with
 * what it is about after a tab, or `:files` where the shell is to complete file names itself.
 */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * bash takes the end of a word after `:` or `=`, or from `@` on, for a word of its own: the line is split here, at spaces that are not
 * quoted, and what bash has already is taken off the candidates again.
 */
const BASH = `_stella() {
  local typed=\${COMP_LINE:0:COMP_POINT} words=() word='' taken='' quote='' char line flag i
  for ((i = 0; i < \${#typed}; i++)); do
    char=\${typed:i:1}
    if [[ -n $quote && $char == "$quote" ]]; then
      quote=''
    elif [[ $char == \\\\ && $quote != "'" ]]; then
      ((i++))
      word+=\${typed:i:1}
    elif [[ -z $quote && ( $char == "'" || $char == '"' ) ]]; then
      quote=$char
    elif [[ -z $quote && $char == ' ' ]]; then
      [[ -n $word ]] && words+=("$word")
      word='' taken=''
    else
      [[ -z $quote && $char == '@' ]] && taken=$word
      word+=$char
      [[ -z $quote && $char == [:=] ]] && taken=$word
    fi
  done
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      flag=''
      [[ $word == --*=* ]] && flag=\${word%%=*}=
      while IFS= read -r line; do
        COMPREPLY+=("\${line#"\${taken#"$flag"}"}")
      done < <(compgen -f -- "\${word#"$flag"}")
    else
      line=\${line%%$'\\t'*}
      COMPREPLY+=("\${line#"$taken"}")
    fi
  done < <("\${words[0]}" completion candidates -- "\${words[@]:1}" "$word" 2>/dev/null)
}
complete -F _stella stella
`;

/** As a file `_stella` in the path of functions it is run at the first press of the key; else it is evaluated once. */
const ZSH = `#compdef stella
_stella() {
  local -a values
  local line
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      [[ $PREFIX == --*=* ]] && compset -P '*='
      _files
    else
      values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done < <("\${(Q)words[1]}" completion candidates -- "\${(Q@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#values} )) && _describe stella values
}
if [[ $funcstack[1] == _stella ]]; then _stella "$@"; else compdef _stella stella; fi
`;

const FISH = `function __stella_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l flag (string match -r -- '^--[^=]+=' $words[-1])
  for line in ($words[1] completion candidates -- $words[2..-1] 2>/dev/null)
    if test "$line" = :files
      set -l file (string replace -- "$flag" '' $words[-1])
      for path in (complete -C "'' $file")
        echo "$flag$path"
      end
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
