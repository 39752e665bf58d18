export const rejectCodes: Readonly<Record<string, string>> = {}
