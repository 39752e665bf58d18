import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Redactor } from './redactor.ts'

describe('Redactor', () => {
  it('takes a secret out as it is, as in a URL and as in JSON', () => {
    const secret = 'a b"c/ü'
    const redactor = new Redactor([secret])
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret), 'a+b%22c%2F%C3%BC']) {
      expect(redactor.clean(`<${form}>`)).toMatch(/^<"?\[redacted\]"?>$/)
    }
  })

  it('takes out the longest first', () => {
    expect(new Redactor(['secret', 'secret-longer']).clean('secret-longer')).toBe('[redacted]')
  })

  it('leaves what is too short to be told from other text', () => {
    expect(new Redactor(['', 'a', 'abc']).clean('abc a')).toBe('abc a')
  })

  it('learns, and forgets the oldest', () => {
    const redactor = new Redactor(['fixed-secret'])
    for (let index = 0; index < 30; index += 1) redactor.learn(`token-${index}-`)
    expect(redactor.clean('token-29- token-0- fixed-secret')).toBe('[redacted] token-0- [redacted]')
    expect(redactor.including(['more-of-it']).clean('token-29- more-of-it')).toBe('[redacted] [redacted]')
  })

  it('leaves no trace of any secret', () => {
    const secret = fc.string({ minLength: 4, unit: 'binary' }).filter((text) => !'[redacted]'.includes(text))
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
        const cleaned = new Redactor([hidden]).clean(before + hidden + after)
        return !cleaned.includes(hidden)
      }),
    )
  })
})
