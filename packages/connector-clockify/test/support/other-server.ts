import type { Fetch } from '@millrace/core/plugin'

/** How another server of the same API may differ from the stand-in. */
export interface Otherness {
  /** The most rows that it gives in a page, whatever is asked for. */
  readonly cap?: number
  /** What it says of the last page: nothing, or in capitals. Default: as the stand-in does. */
  readonly lastPage?: 'nothing' | 'capitals'
  /** Parameters of queries that it does not look at. */
  readonly ignores?: readonly string[]
  /** Answers something else to a path that matches. */
  readonly answers?: readonly (readonly [path: RegExp, change: (body: unknown) => unknown])[]
}

/** The stand-in as another server: what is asked and what is answered is changed on its way. */
export function otherServer({ cap, lastPage, ignores = [], answers = [] }: Otherness): Fetch {
  return async (input, init) => {
    const url = new URL(input)
    for (const name of ignores) url.searchParams.delete(name)
    if (cap !== undefined && Number(url.searchParams.get('page-size')) > cap) {
      url.searchParams.set('page-size', String(cap))
    }
    const body = typeof init?.body === 'string' && cap !== undefined ? capped(init.body, cap) : init?.body
    const answer = await fetch(url, { ...init, ...(body === undefined ? {} : { body }) })
    const headers = new Headers(answer.headers)
    const isLast = headers.get('last-page')
    if (lastPage === 'nothing') headers.delete('last-page')
    if (lastPage === 'capitals' && isLast !== null) headers.set('LAST-PAGE', isLast.toUpperCase())
    const change = answers.find(([path]) => path.test(url.pathname))?.[1]
    const text = await answer.text()
    headers.delete('content-length')
    headers.delete('content-encoding')
    const changed = change === undefined || !answer.ok ? text : JSON.stringify(change(JSON.parse(text)))
    return new Response(changed, { status: answer.status, headers })
  }
}

function capped(text: string, cap: number): string {
  const body: unknown = JSON.parse(text)
  return JSON.stringify(body, (key, value: unknown) =>
    key === 'pageSize' && typeof value === 'number' ? Math.min(value, cap) : value,
  )
}
