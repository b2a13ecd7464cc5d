import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Lang } from '../../utils/base/index.ts'

/** What reads aloud; `speechSynthesis`, or a test's own. */
export interface Speech {
  /** 'none': the machine has no voice of its own for this language. */
  readonly state: 'idle' | 'reading' | 'none'
  /** The screen, if nothing else is named. */
  start(what?: Read): void
  stop(): void
}

/** A voice of the machine itself or none: another would need a network, and what it reads would leave the counter. */
function voiceFor(lang: Lang, voices: readonly SpeechSynthesisVoice[]): SpeechSynthesisVoice | null {
  const want = lang === 'zh-CN' ? /^(?:zh|cmn)([-_]|$)/i : /^en([-_]|$)/i
  const own = voices.filter((v) => want.test(v.lang) && !/hk|yue|tw/i.test(v.lang))
  return own.find((v) => v.localService) ?? null
}

/** Voices arrive late in Chromium: wait for them, but not for ever. */
function voices(synth: SpeechSynthesis): Promise<readonly SpeechSynthesisVoice[]> {
  const now = synth.getVoices()
  if (now.length > 0) return Promise.resolve(now)
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      synth.removeEventListener?.('voiceschanged', done)
      resolve(synth.getVoices())
    }
    const timer = setTimeout(done, 1500)
    synth.addEventListener?.('voiceschanged', done)
  })
}

/** The screen as it stands, or the full list of a notice alone. */
export type Read = 'screen' | 'full'

interface Sentence {
  readonly e: HTMLElement
  readonly words: string
}

const plain = (e: HTMLElement | null): string => (e?.innerText || e?.textContent || '').trim()
const SENTENCE = /[^。！？；.!?;]+[。！？；.!?;]*\s*/g

/** What is to be read: each element that says so, by its own words or by the ones it names; a row of the full list by sentences. */
function sentences(what: Read, lang: Lang): Sentence[] {
  if (what === 'screen')
    return [...document.querySelectorAll<HTMLElement>('.sign [data-say]')].map((e) => ({
      e,
      words: e.dataset['say'] || (e.textContent ?? '').trim(),
    }))
  return [...document.querySelectorAll<HTMLElement>('.sign .full > div')].flatMap((e) => {
    const [name, text] = [plain(e.querySelector('dt')), plain(e.querySelector('dd'))]
    const [first = '', ...more] = text.match(SENTENCE) ?? [text]
    return [`${name}${lang === 'en' ? ': ' : '：'}${first}`, ...more].map((words) => ({
      e,
      words: words.trim(),
    }))
  })
}

/** How often it is looked whether a sentence is still being said, ms. */
const LOOK_MS = 1000
/** So long a sentence may take to begin, ms. */
const BEGIN_MS = 4000
/** So long one may take: the slowest voice needs half of it for a character, ms. */
const mostOf = (words: string): number => 10_000 + words.length * 700

/**
 * Reads sentence by sentence, and marks the one being read, so that who does not read finds the button that was just named.
 * Another `screen` or language ends it; `onStart` once per reading. A sentence that a voice drops, and never says that it
 * has ended, is left behind after a while; where it drops all of them there is no voice.
 */
export function useSpeech(screen: string, lang: Lang, onStart: (what: Read) => void): Speech {
  const [state, setState] = useState<Speech['state']>('idle')
  const marked = useRef<HTMLElement | null>(null)
  // Each start and stop makes the callbacks of what was said before stale.
  const run = useRef(0)
  const watch = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const synth = globalThis.speechSynthesis as SpeechSynthesis | undefined

  const mark = (e: HTMLElement | null) => {
    if (marked.current) delete marked.current.dataset['reading']
    marked.current = e
    if (!e) return
    e.dataset['reading'] = ''
    e.scrollIntoView({ block: 'nearest' })
  }
  const stop = () => {
    run.current++
    clearTimeout(watch.current)
    synth?.cancel()
    mark(null)
    setState((s) => (s === 'none' ? s : 'idle'))
  }
  useLayoutEffect(() => {
    setState('idle')
    return stop
  }, [screen, lang])

  /** Says one sentence; `done` once, whether it was heard, and that it has ended or was dropped. */
  const say = (
    words: string,
    voice: SpeechSynthesisVoice,
    on: { done(heard: boolean): void; mute(): void },
  ): void => {
    if (!synth) return
    let heard = false
    let isOver = false
    let waited = 0
    const over = (end: () => void): void => {
      if (isOver) return
      isOver = true
      clearTimeout(watch.current)
      end()
    }
    const u = new SpeechSynthesisUtterance(words)
    u.voice = voice
    u.lang = voice.lang
    u.rate = 0.9
    u.onstart = () => {
      heard = true
    }
    u.onend = () => over(() => on.done(true))
    // A voice that is listed and cannot speak is as good as none; `canceled` comes from our own stop.
    u.onerror = (e) => {
      if (e.error !== 'canceled' && e.error !== 'interrupted') over(on.mute)
    }
    const look = (): void => {
      waited += LOOK_MS
      const isSilent = !synth.speaking && !synth.pending && waited >= BEGIN_MS
      if (!isSilent && waited < mostOf(words)) {
        watch.current = setTimeout(look, LOOK_MS)
        return
      }
      over(() => {
        synth.cancel()
        on.done(heard)
      })
    }
    clearTimeout(watch.current)
    watch.current = setTimeout(look, LOOK_MS)
    synth.speak(u)
  }

  const start = async (what: Read) => {
    const mine = ++run.current
    clearTimeout(watch.current)
    synth?.cancel()
    const voice = synth ? voiceFor(lang, await voices(synth)) : null
    if (mine !== run.current) return
    if (!synth || !voice) {
      setState('none')
      return
    }
    setState('reading')
    onStart(what)
    const all = sentences(what, lang)
    let isHeard = false
    const mute = (): void => {
      if (mine !== run.current) return
      stop()
      setState('none')
    }
    const read = (i: number): void => {
      if (mine !== run.current) return
      const next = all[i]
      if (next === undefined) {
        if (isHeard || all.length === 0) stop()
        else mute()
        return
      }
      // What went from the screen in the meantime is not read.
      if (!next.e.isConnected) {
        read(i + 1)
        return
      }
      mark(next.e)
      say(next.words, voice, {
        done(heard) {
          isHeard ||= heard
          read(i + 1)
        },
        mute,
      })
    }
    read(0)
  }
  return { state, start: (what = 'screen') => void start(what), stop }
}
