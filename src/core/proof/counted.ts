/** `1 record`, `2 records`: a number of things as people say it. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
