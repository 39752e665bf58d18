import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry } from '../support/write-entries.ts'

/** The tables that `psql` fills, with their columns as Millrace has them, but for what it adds. */
export const tables: Readonly<Record<string, readonly string[]>> = {
  time_entries: [
    'id text',
    'description text',
    'userid text',
    'workspaceid text',
    'projectid text',
    'taskid text',
    'billable boolean',
    'islocked boolean',
    'type text',
    'kioskid text',
    'approvalstatus text',
    'timeinterval__start timestamptz',
    'timeinterval__end timestamptz',
    'timeinterval__duration text',
    'hourlyrate__amount bigint',
    'hourlyrate__currency text',
    'costrate__amount double precision',
    'costrate__currency text',
    'project__name text',
    'project__color text',
    'project__archived boolean',
    'createdat timestamptz',
    'updatedat timestamptz',
  ],
  time_entries__tags: ['time_entry_id text', '_index bigint', 'id text', 'name text'],
  time_entries__customfieldvalues: [
    'time_entry_id text',
    '_index bigint',
    'customfieldid text',
    'name text',
    'type text',
    'value text',
  ],
}

/** Renders records as the text that COPY reads, one file for each table. */
export class EntryFiles {
  readonly #folder: string
  readonly #files: ReadonlyMap<string, { readonly descriptor: number; lines: string[] }>

  constructor(folder: string) {
    this.#folder = folder
    this.#files = new Map(
      Object.keys(tables).map((name) => [name, { descriptor: openSync(this.path(name), 'w'), lines: [] }]),
    )
  }

  path(table: string): string {
    return join(this.#folder, `${table}.txt`)
  }

  add(entry: Entry): void {
    const { timeInterval, hourlyRate, costRate, project, tags, customFieldValues, ...own } = entry
    const { createdAt, updatedAt, ...first } = own
    const nested = [timeInterval, hourlyRate, costRate, project].flatMap((value) => Object.values(value as object))
    this.#write('time_entries', [...Object.values(first), ...nested, createdAt, updatedAt])
    for (const [table, rows] of Object.entries({
      time_entries__tags: tags,
      time_entries__customfieldvalues: customFieldValues,
    })) {
      for (const [index, row] of (rows as object[]).entries()) {
        this.#write(table, [entry['id'], index, ...Object.values(row)])
      }
    }
  }

  close(): void {
    for (const name of this.#files.keys()) this.#flush(name)
    for (const { descriptor } of this.#files.values()) closeSync(descriptor)
  }

  #write(table: string, cells: readonly unknown[]): void {
    const file = this.#files.get(table)
    if (file === undefined) return
    file.lines.push(
      cells
        .map((cell) => (cell === null ? String.raw`\N` : escapeText(`${cell as string | number | boolean}`)))
        .join('\t'),
    )
    if (file.lines.length >= 1000) this.#flush(table)
  }

  #flush(table: string): void {
    const file = this.#files.get(table)
    if (file === undefined || file.lines.length === 0) return
    writeSync(file.descriptor, `${file.lines.join('\n')}\n`)
    file.lines = []
  }
}

function escapeText(text: string): string {
  return text.replaceAll(
    /[\\\t\n\r]/g,
    (character) => `\\${{ '\t': 't', '\n': 'n', '\r': 'r' }[character] ?? character}`,
  )
}
