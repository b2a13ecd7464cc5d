export function optionOf(args: readonly string[], name: string): string | null
