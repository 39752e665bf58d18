import type { JsonValue } from '@millrace/core'
import { secretForms } from './secret-forms.ts'
import type { SecretForm } from './secret-forms.ts'

/** What stands in place of a secret. */
const redactedMark = '[redacted]'

/** Takes secrets out of texts that others will see: as they are, in URLs, in JSON, and in base64. */
export class Redactor {
  readonly #forms: readonly SecretForm[]

  /** Of an object or array, every text and number in it is a secret. */
  constructor(secrets: readonly JsonValue[]) {
    this.#forms = secretForms(secrets)
  }

  clean(text: string): string {
    let cleaned = ''
    let end = 0
    for (const [from, to] of this.#findSpans(text)) {
      cleaned += `${text.slice(end, from)}${redactedMark}`
      end = to
    }
    return cleaned + text.slice(end)
  }

  /** Where secrets stand, in order. Those that overlap are one: what is left of either must not show. */
  #findSpans(text: string): readonly (readonly [from: number, to: number])[] {
    const spans = this.#forms.flatMap(({ form, isWord }) => findAll(text, form, isWord)).toSorted((a, b) => a[0] - b[0])
    const united: [number, number][] = []
    for (const [from, to] of spans) {
      const last = united.at(-1)
      if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
      else united.push([from, to])
    }
    return united
  }
}

function findAll(text: string, form: string, isWord: boolean): readonly [from: number, to: number][] {
  const found: [number, number][] = []
  for (let from = text.indexOf(form); from !== -1; from = text.indexOf(form, from + 1)) {
    const to = from + form.length
    if (!isWord || !(isLetter(text[from - 1]) || isLetter(text[to]))) found.push([from, to])
  }
  return found
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}
