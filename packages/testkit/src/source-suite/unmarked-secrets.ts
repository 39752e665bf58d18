/** Names that are hardly ever given to anything but a secret. */
const telling = /secret|password|passphrase|token|credential|api_?key|private_?key/i

/**
 * Settings that should be marked with `.meta({ isSecret: true })` and are not: those that are named, and those whose
 * name tells.
 */
export function unmarkedSecrets(schema: object, named: readonly string[]): readonly string[] {
  const shape: unknown = Reflect.get(schema, 'shape')
  const fields = typeof shape === 'object' && shape !== null ? Object.entries(shape) : []
  const names = fields.map(([name]) => name)
  return [
    ...named.filter((name) => !names.includes(name)).map((name) => `the settings have no '${name}'`),
    ...fields
      .filter(([name, field]) => (named.includes(name) || telling.test(name)) && !isMarked(field))
      .map(([name]) => `'${name}' is not marked with .meta({ isSecret: true })`),
  ]
}

/** The mark may be inside of `.optional()` or `.default()`. */
function isMarked(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  const meta: unknown = 'meta' in schema && typeof schema.meta === 'function' ? schema.meta() : undefined
  if (typeof meta === 'object' && meta !== null && Reflect.get(meta, 'isSecret') === true) return true
  const definition: unknown = Reflect.get(schema, 'def')
  return typeof definition === 'object' && definition !== null && isMarked(Reflect.get(definition, 'innerType'))
}
