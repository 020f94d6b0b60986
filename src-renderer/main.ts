import { z } from 'zod'

// Compiled validators need `new Function`, which the content security policy forbids. A schema tries it when it is made, so this
// must be said before any module with schemas is loaded.
z.config({ jitless: true })

await import('./openWindow')
