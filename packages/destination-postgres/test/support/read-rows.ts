import type { CellValue } from '@millrace/core/plugin'
import type { Row } from '@millrace/testkit'
import type { TestDatabase } from './test-database.ts'

/** All rows of a table, as cells. Nothing of the destination's own code reads them. */
export async function readRows({ sql }: TestDatabase, table: string, schema = 'public'): Promise<readonly Row[]> {
  const found = await sql(
    `select a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a
      where a.attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) and a.attnum > 0 and not a.attisdropped
      order by a.attnum`,
    [schema, table],
  )
  if (found.length === 0) return []
  const columns = found.map(([name, type]) => ({ name: String(name), toCell: cells[String(type)] ?? toText }))
  const list = columns.map(({ name }) => `${quote(name)}::text`).join(', ')
  const rows = await sql(`select ${list} from ${quote(schema)}.${quote(table)}`)
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, toCell }, index): [string, CellValue] => {
        const text = row[index]
        return [name, typeof text === 'string' ? toCell(text) : null]
      }),
    ),
  )
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** What Postgres writes, by the type of a column. */
const cells: Readonly<Record<string, (text: string) => CellValue>> = {
  boolean: (text) => text === 'true',
  bigint: toInteger,
  integer: toInteger,
  'double precision': Number,
  'timestamp with time zone': toInstant,
  date: toDate,
  bytea: (text) => Uint8Array.from(Buffer.from(text.slice(2), 'hex')),
}

function toText(text: string): string {
  return text
}

function toInteger(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

function toInstant(text: string): string {
  const [, date = '', time = '', era = ''] = /^(\S+) (\S+)\+00( BC)?$/.exec(text) ?? []
  return date === '' ? text : `${toDate(`${date}${era}`)}T${time}Z`
}

/** The year before year 1 is 0 in ISO 8601, and 1 BC in Postgres. */
function toDate(text: string): string {
  const [, year = '', rest = ''] = /^(\d+)(\S+) BC$/.exec(text) ?? []
  return year === '' ? text : `${String(Number(year) - 1).padStart(4, '0')}${rest}`
}
