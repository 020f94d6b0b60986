const LONGEST_CHARACTERS = 300

/**
 * A native library's message for people: on one line, without the C++ file, function and failed condition in front of it
 * ("/src/x.cc:12 void f() y == 0 was false. The device is gone.").
 */
export function readable(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ').trim()
  const words = line.replace(/^.*\S+\.(?:cc|cpp|h):\d+ .* was false\. /, '')
  return words.length <= LONGEST_CHARACTERS ? words : `${words.slice(0, LONGEST_CHARACTERS - 1)}…`
}
