import { SourceError } from '../../contract/errors/source-error.ts'

const place = /\{([^{}]+)\}/g

/** The names in braces of a path. */
export function placesIn(template: string): readonly string[] {
  return [...template.matchAll(place)].map(([, name = '']) => name)
}

/** The path with its places filled, each with one step that cannot lead anywhere else. */
export function fillPath(template: string, valueOf: (name: string) => unknown): string {
  return template.replaceAll(place, (_place, name: string) => {
    const text = asText(valueOf(name))
    if (text === '' || text === '.' || text === '..') throw noValue(template, name)
    return encodeURIComponent(text)
  })
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : ''
}

function noValue(template: string, name: string): SourceError {
  return new SourceError({
    code: 'rest_bad_path',
    message: `the path '${template}' cannot be filled: there is a record whose '${name}' is no text or number that can stand in a path`,
  })
}
