/** Settings and their origins, for people. */
import type { EffectiveSetting } from '../settings.ts';
import type { Style } from '../terminal.ts';
import { renderPairs, renderTable } from './layout.ts';

export interface ConfigPlace {
  readonly home: string;
  readonly file: string;
  readonly fileExists: boolean;
}

export function renderSettings(
  { home, file, fileExists }: ConfigPlace,
  settings: readonly EffectiveSetting[],
  style: Style,
): string {
  const rows = settings.map(({ key, value, default: standard, origin, variable, flag, about }) => [
    key,
    value ?? standard,
    origin === 'variable' ? variable : origin === 'file' ? 'config.yaml' : 'default',
    flag,
    about,
  ]);
  return [
    renderPairs(
      [
        ['home', home],
        ['file', `${file}${fileExists ? '' : ' (there is none)'}`],
      ],
      style,
    ),
    '\n',
    renderTable(
      [{ head: 'KEY' }, { head: 'VALUE' }, { head: 'FROM' }, { head: 'FLAG' }, { head: 'WHAT IT SETS' }],
      rows,
      style,
    ),
  ].join('');
}
