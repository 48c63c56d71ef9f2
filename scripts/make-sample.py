"""Sings the bundled sample: python3 scripts/make-sample.py [--wav FILE]

The refrain of Arirang, a Korean folk song, by a voice that is computed from nothing: a glottal pulse train as a sum of
harmonics, formants that move from vowel to vowel, consonants, breaths, portamento, vibrato that sets in late, and a small
room. Writes static/samples/arirang.mp3 and, for the tests, the notes it sang: tests/fixtures/arirang-notes.json.
Needs numpy and ffmpeg with libmp3lame. One seed: the same samples each time.
"""
import json
import os
import subprocess
import sys

import numpy as np

RATE = 44_100
HOP = 220                     # samples between control points, 5 ms
CONTROL = RATE / HOP          # control points in a second
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EIGHTH = 0.4                  # seconds: 75 quarters a minute
LEAD_IN, TAIL = 0.75, 1.1     # seconds before the first and after the last note
TONIC = 65                    # F4: sung from C4 to A4

# Five formants in Hz of a mezzo-soprano, and the level of each sound in dB. Nasals are damped by NASAL_DB above 700 Hz.
SOUNDS = {
    'a': ([840, 1280, 2850, 3700, 4900], 0), 'i': ([360, 2550, 3250, 4000, 5000], -1.5), 'o': ([500, 900, 2800, 3650, 4900], -.5),
    'eo': ([660, 1080, 2800, 3650, 4900], 0), 'ae': ([620, 1950, 2850, 3750, 4900], -.5), 'r': ([400, 1500, 2500, 3500, 4700], -9),
    'ng': ([320, 1150, 2450, 3500, 4700], -8), 'n': ([300, 1500, 2550, 3500, 4700], -8), 'm': ([300, 1050, 2350, 3450, 4700], -8.5),
}
NASALS, NASAL_DB = {'ng', 'n', 'm'}, -9
BANDWIDTHS = np.array([85, 95, 140, 190, 260.])
HIGHER = np.array([5900, 7100, 8300, 9600, 11000.])          # Hz; what the throat adds above the vowels, the same for all
HIGHER_BANDWIDTHS = np.array([420, 520, 640, 780, 950.])

# (consonant before, vowel, consonant after, [(semitones above the tonic, eighths)]); None is a breath of that many eighths.
SONG = [
    ('', 'a', '', [(-5, 3)]), ('r', 'i', '', [(-3, 1)]), ('r', 'a', 'ng', [(-5, 1), (-3, 1)]),
    ('', 'a', '', [(0, 3)]), ('r', 'i', '', [(2, 1)]), ('r', 'a', 'ng', [(0, 1), (2, 1)]),
    ('', 'a', '', [(4, 2)]), ('r', 'a', '', [(2, 1), (0, 1)]), ('r', 'i', '', [(-3, 1), (-5, 1)]),
    ('y', 'o', '', [(-5, 3), (-3, 1), (-5, 1)]), None,
    ('', 'a', '', [(0, 3)]), ('r', 'i', '', [(2, 1)]), ('r', 'a', 'ng', [(0, 1), (2, 1)]),
    ('g', 'o', '', [(4, 1), (2, 1)]), ('g', 'ae', '', [(0, 1), (-3, 1)]), ('r', 'o', '', [(-5, 1), (-3, 1)]),
    ('n', 'eo', 'm', [(0, 3)]), ('', 'eo', '', [(2, 1)]), ('g', 'a', 'n', [(0, 2)]),
    ('d', 'a', '', [(0, 5)]),
]


def place(song):
    """Gives every syllable its times: [{before, vowel, after, start, end, notes: [(onset, offset, midi)], phrase end}]."""
    syllables, at = [], LEAD_IN
    for item in song:
        if item is None:
            syllables[-1]['last'] = True
            at += EIGHTH
            continue
        before, vowel, after, steps = item
        notes, start = [], at
        for step, eighths in steps:
            notes.append((at, at + eighths * EIGHTH, TONIC + step))
            at += eighths * EIGHTH
        syllables.append(dict(before=before, vowel=vowel, after=after, start=start, end=at, notes=notes, last=False))
    syllables[-1]['last'] = True
    return syllables, at + TAIL


def smooth(track, seconds):
    """Moves along a raised cosine of that length instead of jumping."""
    window = np.hanning(max(3, int(seconds * CONTROL) | 1))
    pad = len(window) // 2
    shape = ((pad, pad),) + ((0, 0),) * (track.ndim - 1)
    padded = np.pad(track, shape, mode='edge')
    return np.apply_along_axis(lambda x: np.convolve(x, window / window.sum(), 'valid'), 0, padded)


def wander(rng, points, rate):
    """Noise of unit variance that turns about `rate` times a second."""
    knots = rng.standard_normal(int(points / CONTROL * rate) + 4)
    return np.interp(np.linspace(0, len(knots) - 1, points), np.arange(len(knots)), knots)


def pitch_track(rng, notes, t):
    """MIDI pitch at the control points: portamento, a scoop into each phrase, late vibrato, drift."""
    midi = np.full(len(t), float(notes[0][2]))
    for (_, _, previous), (onset, _, pitch) in zip(notes, notes[1:]):
        glide = .022 + .004 * abs(pitch - previous)                    # the wider, the slower
        midi += (pitch - previous) / (1 + np.exp(np.clip((onset - .018 - t) / glide * 1.6, -40, 40)))
    depth, rate = np.zeros(len(t)), 5.35 + .12 * wander(rng, len(t), 1.5)
    for k, (onset, offset, pitch) in enumerate(notes):
        length = offset - onset
        late = .34 if length > .7 else .16
        most = (.36 + .14 * min(1, (length - .7) / 1.2)) if length > .7 else .07
        rise = np.clip((t - onset - late) / .45, 0, 1)
        leave = np.clip((offset + .03 - t) / .12, 0, 1) if k < len(notes) - 1 else np.clip((offset + .2 - t) / .3, 0, 1)
        inside = (t >= onset) & (t < offset + (.03 if k < len(notes) - 1 else .3))
        depth = np.where(inside, np.maximum(depth, most * rise * rise * (3 - 2 * rise) * leave), depth)
        is_phrase_start = k == 0 or onset > notes[k - 1][1] + .05
        if is_phrase_start:
            midi -= np.where(np.abs(t - onset) < .4, .85 * np.exp(-np.clip(t - onset, 0, None) / .055), 0)
        elif pitch > notes[k - 1][2]:
            midi += np.where(t > onset, .16 * np.exp(-((t - onset - .075) / .05) ** 2), 0)     # a rising step overshoots a little
    vibrato = depth * np.sin(2 * np.pi * np.cumsum(rate) / CONTROL)
    drift = .035 * wander(rng, len(t), 2.2) + .02 * wander(rng, len(t), 9)
    end = notes[-1][1]
    return midi + vibrato + drift - .25 * np.clip((t - end + .1) / .4, 0, 1), depth


def mouth_tracks(syllables, t):
    """Formants [points, 5], voice level in dB, nasality 0 to 1, and bursts of noise [(time, Hz, dB, seconds)]."""
    formants = np.tile(np.array(SOUNDS['a'][0], float), (len(t), 1))
    level, nasal, bursts = np.full(len(t), -90.), np.zeros(len(t)), []

    def speak(sound, start, end, offset_db=0.):
        span = (t >= start) & (t < end)
        formants[span], level[span], nasal[span] = SOUNDS[sound][0], SOUNDS[sound][1] + offset_db, float(sound in NASALS)

    for k, s in enumerate(syllables):
        follows = k > 0 and not syllables[k - 1]['last']
        end = s['end'] - (.08 if s['last'] and k < len(syllables) - 1 else 0)
        speak(s['vowel'], s['start'], end)
        if s['after']:
            speak(s['after'], max(s['start'] + .2, end - .2), end)
        if s['before'] == 'r':
            speak('r', s['start'] - .045, s['start'])
        elif s['before'] == 'n':
            speak('n', s['start'] - .1, s['start'])
        elif s['before'] == 'y':
            speak('i', s['start'] - .07, s['start'] + .03, -8)
        elif s['before'] in ('g', 'd'):
            closed = (t >= s['start'] - .085) & (t < s['start'] - .012)
            level[closed] = -34 if follows else -90                     # the closure is not quite silent: lax stops
            bursts.append((s['start'] - .02, 1900 if s['before'] == 'g' else 3600, -25, .014))
            formants[(t >= s['start'] - .085) & (t < s['start'])] = SOUNDS[s['vowel']][0]
        if not follows:                                                 # what comes after a breath starts with its own vowel's mouth
            formants[(t < s['start']) & (t > s['start'] - .4)] = SOUNDS[s['vowel']][0]
    return smooth(formants, .075), smooth(level, .034), smooth(nasal, .05), bursts


def loudness_track(rng, syllables, t):
    """Dynamics in dB: swells over each phrase, a stress at each syllable, and a long fade at the end."""
    level = np.zeros(len(t))
    phrases, first = [], 0
    for k, s in enumerate(syllables):
        if s['last']:
            phrases.append((syllables[first]['start'], s['end']))
            first = k + 1
    for start, end in phrases:
        x = np.clip((t - start) / (end - start), 0, 1)
        level += np.where((t > start - .2) & (t < end + .2), 4.5 * np.sin(np.pi * x ** .8) - 3, 0)
        level -= np.where(t < start + .4, 7 * np.exp(-np.clip(t - start, 0, None) / .07), 0) * (t > start - .1)
    for s in syllables:
        for onset, offset, _ in s['notes']:
            x = np.clip((t - onset) / (offset - onset), 0, 1)
            swell = 1.6 if offset - onset > .7 else .5
            level += np.where((t >= onset) & (t < offset), swell * np.sin(np.pi * x), 0)
    end = syllables[-1]['end']
    level -= 26 * np.clip((t - end + .95) / 1.05, 0, 1) ** 1.7 + 60 * np.clip((t - end) / .14, 0, 1)
    return smooth(level, .03) + .35 * wander(rng, len(t), 6)


def resonate(hz, formants, bandwidths):
    """Complex response at `hz` [points, n] of a cascade of two-pole resonators with unit gain at 0 Hz."""
    s = 2j * np.pi * hz
    out = np.ones(hz.shape, complex)
    for k in range(formants.shape[1]):
        pole = (-np.pi * bandwidths[:, k] + 2j * np.pi * formants[:, k])[:, None]
        out *= np.abs(pole) ** 2 / ((s - pole) * (s - np.conj(pole)))
    return out


def stretch(track, samples):
    return np.interp(np.arange(samples) / HOP, np.arange(len(track)), track)


def sing(rng, f0, formants, level, nasal, effort):
    """The voiced sound: harmonics through the mouth, with jitter and shimmer per glottal period."""
    samples = (len(f0) - 1) * HOP
    hz = stretch(f0, samples)
    cycles = np.cumsum(hz / RATE)
    shake = rng.standard_normal(int(cycles[-1]) + 3)
    whole = np.floor(cycles).astype(int)
    irregular = shake[whole] + (shake[whole + 1] - shake[whole]) * (cycles - whole)
    phase = 2 * np.pi * np.cumsum(hz * (1 + .0032 * irregular) / RATE)
    formants = formants.copy()
    formants[:, 0] = np.maximum(formants[:, 0], 1.04 * f0)              # trained voices open the mouth as they rise
    widths = BANDWIDTHS * (1 + .6 * nasal[:, None])
    pulse, gain = np.exp(1j * phase), 10 ** (level / 20)
    current, out = pulse.copy(), np.zeros(samples)
    bank = np.hstack([formants, np.tile(HIGHER, (len(f0), 1))])
    widths = np.hstack([widths, np.tile(HIGHER_BANDWIDTHS, (len(f0), 1))])
    partials = []
    for h in range(1, int(15_500 / f0.min()) + 1):
        at = (h * f0)[:, None]
        source = h ** -1.15 / (1 + (at[:, 0] / (2100 + 1500 * effort)) ** 2) ** .42        # softer is darker
        damp = 10 ** (NASAL_DB * nasal * np.clip((at[:, 0] - 500) / 400, 0, 1) / 20)
        bright = 1 + .9 * np.exp(-((at[:, 0] - 3150) / 520) ** 2)                            # the singer's formant
        amplitude = resonate(at, bank, widths)[:, 0] * source * damp * bright
        amplitude[at[:, 0] > 15_500] = 0
        partials.append(amplitude)
    power = np.sqrt((np.abs(partials) ** 2).sum(0))
    even = gain / (power / np.median(power)) ** .6                      # singers even out what their formants make louder
    for amplitude in partials:
        amplitude = amplitude * even
        out += stretch(amplitude.real, samples) * current.real - stretch(amplitude.imag, samples) * current.imag
        current *= pulse
    return out * (1 + .025 * irregular), phase


def blow(rng, magnitude, samples):
    """White noise with a magnitude response per control point: [points, 257] for FFTs of 512."""
    size = 512
    window = np.hanning(size + 1)[:size]
    noise, out = rng.standard_normal(samples + 2 * size), np.zeros(samples + 2 * size)
    for k in range(len(magnitude)):
        a = k * HOP
        if magnitude[k].max() > 1e-7 and a + size <= len(noise):
            out[a:a + size] += np.fft.irfft(np.fft.rfft(noise[a:a + size] * window) * magnitude[k], size)
    return out[size // 2:size // 2 + samples]


def breathe(rng, syllables, t, formants, level, phase, samples):
    """The unvoiced sound: air in the voice, breaths before the phrases, bursts of stops."""
    hz = np.tile(np.fft.rfftfreq(512, 1 / RATE), (len(t), 1))
    mouth = np.abs(resonate(hz, formants, np.tile(BANDWIDTHS * 1.8, (len(t), 1)))) * np.clip(hz / 3000, .05, 1) * np.exp(-hz / 9000)
    mouth /= np.sqrt((mouth ** 2).mean(1, keepdims=True))
    air = blow(rng, mouth * (10 ** ((level - 47) / 20))[:, None], samples) * (1 + .6 * np.cos(phase))
    inhale, at = np.zeros(len(t)), [s['start'] for k, s in enumerate(syllables) if k == 0 or syllables[k - 1]['last']]
    for start in at:
        x = (t - start + .5) / .38
        inhale += np.where((x > 0) & (x < 1), np.sin(np.pi * np.clip(x, 0, 1) ** .7) ** 2, 0) * 10 ** (-37 / 20)
    hiss = np.exp(-.5 * ((np.log2(np.maximum(hz, 50) / 1900)) / 1.1) ** 2)
    return air + blow(rng, hiss * inhale[:, None], samples)


def add_bursts(rng, out, bursts):
    for start, hz, level, seconds in bursts:
        n = int(seconds * RATE)
        spectrum = np.fft.rfft(rng.standard_normal(n))
        spectrum *= np.exp(-.5 * (np.log2(np.maximum(np.fft.rfftfreq(n, 1 / RATE), 50) / hz) / .55) ** 2)
        puff = np.fft.irfft(spectrum, n) * np.exp(-np.arange(n) / n * 3)
        a = int(start * RATE)
        out[a:a + n] += puff / np.abs(puff).max() * 10 ** (level / 20)


def room(rng, dry):
    """A small, warm room: a few early reflections and a soft tail of 0.6 s, 20 dB down."""
    n = int(.9 * RATE)
    tail = rng.standard_normal(n) * np.exp(-6.91 * np.arange(n) / RATE / .6) * np.clip(np.arange(n) / (.03 * RATE), 0, 1)
    spectrum = np.fft.rfft(tail)
    hz = np.fft.rfftfreq(n, 1 / RATE)
    tail = np.fft.irfft(spectrum / np.sqrt(1 + (hz / 3500) ** 2) / (1 + (180 / np.maximum(hz, 1)) ** 2), n)
    response = tail / np.sqrt((tail ** 2).sum()) * 10 ** (-20 / 20)
    response[0] += 1
    for delay, gain in ((.0113, .12), (.0171, -.09), (.0237, .07), (.0311, -.05)):
        response[int(delay * RATE)] += gain
    size = 1 << (len(dry) + n).bit_length()
    return np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(response, size), size)[:len(dry)]


def main():
    rng = np.random.default_rng(20261121)
    syllables, seconds = place(SONG)
    t = np.arange(int(seconds * CONTROL) + 1) / CONTROL
    notes = [note for s in syllables for note in s['notes']]
    midi, _ = pitch_track(rng, notes, t)
    f0 = 440 * 2 ** ((midi - 69) / 12)
    formants, mouth_level, nasal, bursts = mouth_tracks(syllables, t)
    level = mouth_level + loudness_track(rng, syllables, t)
    effort = np.clip((level + 14) / 16, 0, 1)
    voice, phase = sing(rng, f0, formants, level, nasal, effort)
    voice /= np.abs(voice).max()
    voice += breathe(rng, syllables, t, formants, level, phase, len(voice))
    add_bursts(rng, voice, bursts)
    out = room(rng, voice)
    out += rng.standard_normal(len(out)) * 10 ** (-78 / 20)
    out *= .84 / np.abs(out).max()
    pcm = np.round(out * 32767).astype('<i2').tobytes()

    raw = ['ffmpeg', '-v', 'error', '-y', '-f', 's16le', '-ar', str(RATE), '-ac', '1', '-i', '-', '-map_metadata', '-1', '-fflags', '+bitexact']
    mp3 = ['-c:a', 'libmp3lame', '-b:a', '96k', '-reservoir', '0', '-id3v2_version', '0', '-flags:a', '+bitexact']
    if '--wav' in sys.argv:
        subprocess.run([*raw, sys.argv[sys.argv.index('--wav') + 1]], input=pcm, check=True)
    subprocess.run([*raw, *mp3, f'{ROOT}/static/samples/arirang.mp3'], input=pcm, check=True)
    sung = [dict(onset=round(a, 3), offset=round(b, 3), midi=m) for a, b, m in notes]
    breaths = {round(s['end'], 3) for k, s in enumerate(syllables) if s['last'] and k < len(syllables) - 1}
    for note in sung:
        if note['offset'] in breaths:
            note['offset'] = round(note['offset'] - .08, 3)
    with open(f'{ROOT}/tests/fixtures/arirang-notes.json', 'w') as file:
        json.dump(dict(seconds=round(len(out) / RATE, 3), notes=sung), file, indent='\t')
        file.write('\n')


if __name__ == '__main__':
    main()
