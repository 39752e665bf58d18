const deepest = 3

/** A copy of an error to be a cause: without secrets and queries, and without what libraries hang onto their errors. */
export function safeCause(thrown: unknown, clean: (text: string) => string, depth = 0): Error | undefined {
  if (!(thrown instanceof Error)) return undefined
  const inner = depth < deepest ? safeCause(thrown.cause, clean, depth + 1) : undefined
  const message = clean(withoutQueries(thrown.message))
  const copy = new Error(message, inner === undefined ? undefined : { cause: inner })
  copy.name = thrown.name
  // The stack of where it was copied would only mislead.
  copy.stack = `${copy.name}: ${message}`
  const code = codeOf(thrown)
  return code === undefined ? copy : Object.assign(copy, { code })
}

/** The code that Node gives to system and network errors. */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

function withoutQueries(text: string): string {
  return text.replaceAll(/\b(https?:\/\/)(?:[^\s/@]*@)?([^\s?#"']*)[?#]?[^\s"']*/gi, '$1$2')
}
