import type { JsonValue } from '@millrace/core'

/** How a secret may look in a text. */
export interface SecretForm {
  readonly form: string
  /** It is so short that it counts only as a word of its own: otherwise it would tear every message apart. */
  readonly isWord: boolean
}

/** Shorter ones count as words only. */
const shortestPart = 4

/** Shorter lines of a key in several lines say nothing, nor do shorter keys of an object. */
const shortestLine = 8

/** All forms of all texts and numbers in these values. */
export function secretForms(secrets: readonly JsonValue[]): readonly SecretForm[] {
  const texts = new Set(secrets.flatMap(textsOf))
  const forms = new Map<string, SecretForm>()
  for (const text of texts) {
    for (const form of formsOf(text)) forms.set(form, { form, isWord: form.length < shortestPart })
  }
  return [...forms.values()]
}

function textsOf(value: JsonValue): readonly string[] {
  switch (typeof value) {
    case 'string':
      return value === '' ? [] : [value]
    case 'number':
    case 'bigint':
      return [String(value)]
    case 'object':
      return value === null ? [] : textsInside(value as Readonly<Record<string, JsonValue>>)
    case 'boolean':
      return []
    default:
      return value satisfies never
  }
}

/** Keys of a secret object are names; but somebody may have given a secret as one by mistake. */
function textsInside(value: Readonly<Record<string, JsonValue>>): readonly string[] {
  const isNoName = (key: string): boolean => key.length >= shortestLine && /\d/.test(key)
  return [...Object.keys(value).filter(isNoName), ...Object.values(value).flatMap(textsOf)]
}

function formsOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  const long = lines.length === 1 ? [] : lines.filter((line) => line.length >= shortestLine)
  // What was pasted with blanks around it is often trimmed before it is used.
  return [text, text.trim(), ...long].filter((part) => part !== '').flatMap(encodingsOf)
}

function encodingsOf(text: string): readonly string[] {
  // A lone surrogate cannot be written into a URL, and would make `encodeURIComponent` throw.
  const inUrl = encodeURIComponent(text.toWellFormed())
  const inJson = JSON.stringify(text).slice(1, -1)
  return [text, inUrl, inUrl.replaceAll('%20', '+'), inJson, ...base64Of(text)]
}

/** What is the same in base64 whatever stands around the text, as a password stands in `user:password`. */
function base64Of(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length < 2 * shortestPart) return []
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    // The first and last characters also hold bits of the neighbours.
    const inner = padded
      .toString('base64')
      .replace(/=+$/, '')
      .slice(offset === 0 ? 0 : offset + 1)
    const stable = padded.length % 3 === 0 ? inner : inner.slice(0, -1)
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
