import { expect, test } from 'vitest'
import { standInCommand } from './stand-in-command.ts'

test('starts what the arguments ask for and prints how to reach it', async () => {
  const printed: string[] = []
  const clockify = await standInCommand(['--entries', '120', '--users', '4', '--plan', 'FREE'], (text) =>
    printed.push(text),
  )
  try {
    expect(clockify?.truth.timeEntries().length).toBe(120)
    expect(clockify?.truth.users().length).toBe(4)
    const text = printed.join('')
    for (const part of [clockify?.apiBaseUrl, clockify?.reportsBaseUrl, clockify?.keys.owner, clockify?.keys.member]) {
      expect(text).toContain(part)
    }
    const [, key = '', url = ''] = /curl -H 'X-Api-Key: ([^']+)' (\S+)/.exec(text) ?? []
    expect((await fetch(url, { headers: { 'x-api-key': key } })).status).toBe(200)
  } finally {
    await clockify?.close()
  }
})

test('without numbers it is the world of the samples', async () => {
  const clockify = await standInCommand([], () => undefined)
  expect(clockify?.truth.workspaces().map(({ name }) => name)).toEqual(['Acme Studio', 'Free personal workspace'])
  await clockify?.close()
})

test('--help starts nothing; what makes no sense is refused', async () => {
  const printed: string[] = []
  expect(await standInCommand(['--help'], (text) => printed.push(text))).toBeUndefined()
  expect(printed.join('')).toContain('--entries <n>')
  await expect(standInCommand(['--entries', 'many'], () => undefined)).rejects.toThrow(
    "--entries is a whole number, not 'many'",
  )
  await expect(standInCommand(['--plan', 'GOLD'], () => undefined)).rejects.toThrow('--plan is one of FREE, BASIC')
})
