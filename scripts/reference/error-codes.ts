/**
 * What the codes mean that errors get where they are thrown, beside the code of their class. One sentence each; the check
 * of the docs compares them with the source both ways.
 */
export const errorCodes: Readonly<Record<string, string>> = {
  threw_no_error: 'A plug-in threw something that is no `Error`; `cause` has it.',
  invalid_confirmation: '`confirmDeleted` yielded something else than `{ gone }`, `{ record }` or `{ unknown }`.',
  rest_loop: 'A list leads back to a page that was read before, or gives the records of the page before again.',
  rest_too_many_pages: 'A list has more pages than `maxPages`.',
  rest_no_records: 'No array was found in an answer where `select` points.',
  rest_no_token: 'A list says that there is more, but gives no token for the next page.',
  rest_bad_link: 'A link to the next page is no URL, or leads to a host that is not allowed.',
  rest_refused: 'An answer that looks fine was refused by `refuse`.',
  rest_bad_path: 'A value cannot stand in the path of a REST stream.',
  rest_bad_cursor: 'A cursor cannot be written in the format that was asked for.',
  http_refused: 'An API answered with a status that was not expected, and that another try does not change.',
  http_unavailable:
    'An API answered with 5xx, or another status that may pass, until the retries were used up. Retryable.',
  http_unreachable: 'There was no connection to an API, or it broke. Retryable, unless the certificate is not trusted.',
  http_timeout: 'An API sent nothing for `timeoutInMs`. Retryable.',
  http_rate_limited:
    'An API was asked too often, or asked for a pause. Retryable at `retryAt`, until which the run pauses.',
  http_quota_used_up: '`requestsPerHour` allows no more before `retryAt`, until which the run pauses. Retryable.',
  http_body_too_large: 'An API sent more than `maxBodyBytes`.',
  http_bad_body: 'A body is not what was announced, cannot be decompressed, or is no JSON. Retryable.',
}
