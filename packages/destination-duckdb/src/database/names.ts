/** A name as DuckDB reads it, whatever characters it has. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Names, separated by commas. */
export function quoteAll(names: readonly string[], alias?: string): string {
  const prefix = alias === undefined ? '' : `${alias}.`
  return names.map((name) => prefix + quote(name)).join(', ')
}

/** A text as a literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** That the named columns of two aliases are the same; keys are never NULL. */
export function joinOn(names: readonly string[], left: string, right: string): string {
  return names.map((name) => `${left}.${quote(name)} = ${right}.${quote(name)}`).join(' AND ')
}
