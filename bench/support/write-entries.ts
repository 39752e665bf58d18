import { closeSync, openSync, writeSync } from 'node:fs'
import { timeEntries } from '../flatten/time-entries.ts'

export type Entry = Readonly<Record<string, unknown>>

/** Writes records as NDJSON, and hands each of them to `look`; `change` may make another one of it. */
export function writeEntries(
  file: string,
  count: number,
  {
    change = (entry) => entry,
    look,
  }: { readonly change?: (entry: Entry, index: number) => Entry; readonly look?: (entry: Entry) => void } = {},
): void {
  const descriptor = openSync(file, 'w')
  let lines: string[] = []
  for (const [index, entry] of timeEntries(count, 'uniform').entries()) {
    const changed = change(entry, index)
    look?.(changed)
    lines.push(JSON.stringify(changed))
    if (lines.length === 1000) {
      writeSync(descriptor, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  if (lines.length > 0) writeSync(descriptor, `${lines.join('\n')}\n`)
  closeSync(descriptor)
}
