/**
 * What the codes mean that errors get where they are thrown, beside the code of their class. One sentence each; the check
 * of the docs compares them with the source both ways.
 */
export const errorCodes: Readonly<Record<string, string>> = {
  threw_no_error: 'A plug-in threw something that is no `Error`; `cause` has it.',
  invalid_confirmation: '`confirmDeleted` yielded something else than `{ gone }`, `{ record }` or `{ unknown }`.',
}
