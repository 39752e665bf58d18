type Row = Record<string, unknown>

/** The obvious way: a recursive walk that builds an object for each row, with cached names. Answers the rows made. */
export function naiveFlatten(records: readonly Readonly<Record<string, unknown>>[]): number {
  const names = new Map<string, string>()
  let rowCount = 0
  for (let start = 0; start < records.length; start += 1000) {
    const tables = new Map<string, Row[]>()
    for (const record of records.slice(start, start + 1000)) {
      const row: Row = {}
      push(tables, 'entries', row)
      walk(record, '', 'entries', row, record['id'], names, tables)
    }
    for (const rows of tables.values()) rowCount += rows.length
  }
  return rowCount
}

function walk(
  object: Readonly<Record<string, unknown>>,
  prefix: string,
  table: string,
  row: Row,
  key: unknown,
  names: Map<string, string>,
  tables: Map<string, Row[]>,
): void {
  for (const [field, value] of Object.entries(object)) {
    const path = prefix === '' ? field : `${prefix}.${field}`
    let name = names.get(path)
    if (name === undefined) {
      name = path.toLowerCase().replaceAll('.', '__')
      names.set(path, name)
    }
    if (Array.isArray(value)) {
      value.forEach((element: unknown, index) => {
        const child: Row = { entry_id: key, _index: index }
        push(tables, `${table}__${name}`, child)
        if (isObject(element)) walk(element, '', `${table}__${name}`, child, key, names, tables)
        else child['value'] = element
      })
    } else if (isObject(value)) walk(value, path, table, row, key, names, tables)
    else row[name] = value
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function push(tables: Map<string, Row[]>, table: string, row: Row): void {
  const rows = tables.get(table)
  if (rows === undefined) tables.set(table, [row])
  else rows.push(row)
}
