import { describe, expect, it } from 'vitest'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import { placeOf, requestUrl } from './request-url.ts'

const base = new URL('https://api.example.com/v1/')

describe('requestUrl', () => {
  it('joins paths, with or without slashes', () => {
    for (const path of ['users', '/users', '//users']) {
      expect(requestUrl(base, path).href).toBe('https://api.example.com/v1/users')
    }
    expect(requestUrl(base, '').href).toBe('https://api.example.com/v1')
    expect(requestUrl(new URL('https://api.example.com'), '/').href).toBe('https://api.example.com/')
  })

  it('adds the query to what the path has', () => {
    const query = { ids: ['a b', 2], big: 9007199254740993n, at: new Date(0), on: true, none: undefined }
    expect(requestUrl(base, '/users?page=1', query).search).toBe(
      '?page=1&ids=a+b&ids=2&big=9007199254740993&at=1970-01-01T00%3A00%3A00.000Z&on=true',
    )
  })

  it('takes a whole URL as it is', () => {
    expect(requestUrl(base, 'https://files.example.com/a?b=1#c').href).toBe('https://files.example.com/a?b=1')
  })

  it('cannot be led elsewhere by a path', () => {
    for (const path of ['../admin', '/a/../../x', '%2e%2e/admin']) {
      expect(() => requestUrl(base, path)).toThrow(InvalidOptionsError)
    }
    expect(requestUrl(base, '//evil.example/x').host).toBe('api.example.com')
    expect(requestUrl(base, '/a/../b').pathname).toBe('/v1/b')
    expect(requestUrl(new URL('https://api.example.com'), '@evil.example/x').host).toBe('api.example.com')
  })

  it('refuses what would be cut off', () => {
    expect(() => requestUrl(base, '/channels/#general/messages')).toThrow(/has a # in it/)
    expect(requestUrl(base, '/channels/%23general').pathname).toBe('/v1/channels/%23general')
  })

  it('refuses a user in a URL without showing it', () => {
    expect(() => requestUrl(base, 'https://me:hidden@example.com/')).toThrow(/^(?!.*hidden).*credentials/)
  })

  it('is called by host and path', () => {
    expect(placeOf(requestUrl(base, '/users?key=hidden'))).toBe('api.example.com/v1/users')
  })
})
