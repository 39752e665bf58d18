/** A route as it is written, `GET /users/:id`, taken apart. `*` stands for any method, or for any rest of a path. */
export class RoutePattern {
  readonly #method: string
  readonly #segments: readonly string[]

  constructor(route: string) {
    const [method = '', path = '', ...rest] = route.split(' ')
    if (!path.startsWith('/') || rest.length > 0) {
      throw new TypeError(`a route is a method and a path, as in 'GET /users/:id'; this one is '${route}'`)
    }
    this.#method = method.toUpperCase()
    this.#segments = path.split('/')
  }

  /** The parameters in the path, or undefined where it is another route. */
  match(method: string, path: string): Readonly<Record<string, string>> | undefined {
    if (this.#method !== '*' && this.#method !== method) return undefined
    const given = path.split('/')
    const params: Record<string, string> = {}
    for (const [index, segment] of this.#segments.entries()) {
      if (segment === '*') return params
      const value = given[index]
      if (value === undefined) return undefined
      if (segment.startsWith(':')) params[segment.slice(1)] = decodeURIComponent(value)
      else if (segment !== value) return undefined
    }
    return given.length === this.#segments.length ? params : undefined
  }
}
