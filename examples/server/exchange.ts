/** What a request of curl has. */
export interface Asked {
  readonly method?: string
  readonly path: string
  readonly json?: unknown
  readonly key?: string
}

/** Sends what curl would send, prints both sides, and answers the JSON. */
export async function exchange(server: string, { method, path, json, key = 'api_xxxxxxx' }: Asked): Promise<unknown> {
  const given = method === undefined ? '' : ` -X ${method}`
  const authorization = `Authorization: Bearer ${key}`
  console.log(`$ curl${given} https://example.com${path} \\`)
  console.log(`  -H "${authorization}"${json === undefined ? '' : ` \\\n  --json '${JSON.stringify(json)}'`}`)
  const response = await fetch(`${server}${path}`, {
    method: method ?? (json === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${key}`,
      'x-request-id': 'r-1',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
  console.log(`HTTP ${response.status}`)
  const location = response.headers.get('location')
  if (location !== null) console.log(`Location: ${location}`)
  const text = await response.text()
  const answer: unknown = text === '' ? undefined : JSON.parse(text)
  if (answer !== undefined) console.log(JSON.stringify(answer, undefined, 2))
  console.log()
  return answer
}
