"""The held-out accuracy set of tests/accuracy: python3 make_heldout.py [OUT]

One command, one seed (20261121, used nowhere else). Writes 60 clips of 11 s as FLAC (16 kHz, mono, 16 bit), labels.i16 and
index.json into ../tests/accuracy/heldout. Half are voices of synth.py (sung and spoken), half instruments: physical models of
the Synthesis ToolKit, no sample of which training ever heard. Nothing here looks at a pitch model: a frame is left undecided
only because of the sound itself (too soft, not periodic, two octaves equally likely).
apt: python3-numpy python3-scipy libstk-dev g++ flac
"""
import json, os, subprocess, sys, tempfile
import numpy as np
import gen_fluid, refine, synth
from scipy.io import wavfile
from scipy.signal import resample_poly

SEED, SECONDS, SR, HOP = 20261121, 11, 16000, 160
HERE = os.path.dirname(os.path.abspath(__file__))
STK_RATE = 48000
# model, what its name says in the set, MIDI range
INSTRUMENTS = [
    ('clarinet', 'clarinet', 50, 88), ('clarinet', 'bass-clarinet', 38, 64), ('saxofony', 'alto-sax', 50, 80), ('saxofony', 'baritone-sax', 36, 66),
    ('flute', 'flute', 60, 93), ('flute', 'alto-flute', 55, 79), ('blowhole', 'fingered-clarinet', 50, 80), ('bottle', 'bottle', 50, 74),
    ('bowed', 'violin', 55, 91), ('bowed', 'viola', 48, 79), ('bowed', 'cello', 36, 69), ('brass', 'trumpet', 54, 82), ('clarinet', 'chalumeau', 45, 76),
    ('plucked', 'harp', 40, 88), ('plucked', 'nylon-string', 40, 76), ('stifkarp', 'stiff-string', 45, 84), ('stifkarp', 'bass-string', 28, 52),
    ('mandolin', 'mandolin', 55, 88), ('sitar', 'sitar', 45, 72), ('mandolin', 'mandola', 43, 74), ('plucked', 'bass-guitar', 28, 55),
    ('marimba', 'marimba', 45, 88), ('vibraphone', 'vibraphone', 53, 88), ('rhodey', 'stage-piano', 33, 88), ('wurley', 'reed-piano', 33, 84),
    ('plucked', 'lute', 45, 79), ('moog', 'lead-synth', 36, 84), ('hevymetl', 'distorted-lead', 40, 76), ('beethree', 'tonewheel-organ', 48, 88),
    ('fmvoices', 'voice-synth', 48, 79),
]
PROGRAM = 127                                              # a MIDI number that gen_fluid.py gives no range
PLAYER = ''                                                 # built by main()
BARS = {'marimba', 'vibraphone'}
SHAKERS = [0, 1, 2, 6, 9, 11]                              # Shakers' numbers of maraca, cabasa, sekere, sandpaper, crunching feet, little rocks
UNDECIDED = -1


def decibels(y, frames, half_window=400):
    """Level of the 50 ms around each frame."""
    c = np.concatenate([[0], np.cumsum(y.astype(np.float64) ** 2)]); at = np.arange(frames) * HOP
    a, b = np.clip(at - half_window, 0, len(y)), np.clip(at + half_window, 0, len(y))
    return 10 * np.log10((c[b] - c[a]) / np.maximum(1, b - a) + 1e-12)


def voice_clip(rng, style, samples):
    """-> audio, f0, v. The generator's nominal f0, made exact by NSDF: jitter moves single periods away from the nominal curve."""
    y, nominal, amp = synth.voice(rng, samples, style)
    rel = 20 * np.log10(amp / amp.max() + 1e-9)
    v = np.where(rel > -35, 2, np.where(rel > -50, 1, 0)).astype(np.uint8)          # gen_synth.py's rule
    f, clear, half, double = refine.refine(y, np.maximum(nominal, 30))
    off = np.abs(1200 * np.log2(f / np.maximum(nominal, 30)))
    doubtful = (clear < .4) | (off > 60) | ((half > .93 * clear) & (half > .75)) | (double > clear + .1)
    v[(v == 2) & doubtful] = 1
    return y, np.where(v == 2, f, 0), v


def hertz(midi):
    return 440 * 2 ** ((midi - 69) / 12)


def best_clarity(y, frames):
    """Per frame the best periodicity of any lag past the first dip: a model that missed its note is clearer elsewhere."""
    ns = refine.nsdf_frames(y, 800, 500)[:frames]
    past = np.maximum.accumulate(ns < .3, axis=1)
    return np.where(past, ns, -1).max(1)


def play(model, samples, events):
    """Events [(16 kHz sample, words)] on a model of the Synthesis ToolKit -> audio at 16 kHz."""
    lines = '\n'.join(f'{at * STK_RATE // SR} {words}' for at, words in sorted(events, key=lambda e: e[0]))
    raw = subprocess.run([PLAYER, model, str(samples / SR)], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    y = resample_poly(np.frombuffer(raw, '<f4').astype(np.float64), 1, STK_RATE // SR)
    return np.pad(y, (0, max(0, samples - len(y))))[:samples].astype(np.float32)


def instrument_clip(rng, instrument, samples):
    """-> audio, f0, v. gen_fluid.py's phrases and its labels: the nominal pitch, made exact by NSDF, octave doubts undecided."""
    model, _, low, high = instrument
    gen_fluid.LOW[PROGRAM] = (low, high)                       # phrase() looks the range up by program number
    midi, nominal, onset = gen_fluid.phrase(rng, PROGRAM, samples / SR)
    events, key, bend = [], 0, 0.
    for millisecond, message in midi:
        at, status = millisecond * SR // 1000, message[0]
        if status == 0xE0:
            bend = 2 * ((message[1] | message[2] << 7) - 8192) / 8191
            if key: events.append((at, f'hz {hertz(key + bend):.4f}'))
        elif status == 0x90:
            key = message[1]; events.append((at, f'on {hertz(key + bend):.4f} {.3 + .7 * message[2] / 127:.4f}'))
        elif status == 0x80 and message[1] == key:
            key = 0; events.append((at, 'off'))
    y = play(model, samples, events)
    frames = samples // HOP + 1
    f, v, _, clear, _ = gen_fluid.labels(y, np.pad(nominal, (0, frames))[:frames], onset)
    nominal = np.pad(nominal, (0, frames))[:frames]
    nominal = nominal[np.maximum.accumulate(np.where(nominal > 0, np.arange(frames), 0))]        # a note rings on after its end
    strayed = (nominal > 0) & (np.abs(1200 * np.log2(np.maximum(f, 1) / np.maximum(nominal, 1))) > 90)    # a peak at the edge of the search is none
    doubtful = (v == 2) & (strayed | (nominal == 0) | (f > 2100) | (best_clarity(y, frames) > clear + .1))
    if model in BARS: f = np.where(v == 2, nominal, 0)                # the partials of a bar are no harmonics: they pull the NSDF off the first
    return y / np.abs(y).max(), np.where(doubtful, 0, f), np.where(doubtful, 1, v)


def unpitched(rng, samples, kind):
    """Sound without pitch: noise that a microphone hears near a voice, shakers near an instrument."""
    if kind == 'instrument' and rng.random() < .6:
        events, t, shaker = [], .02, int(rng.choice(SHAKERS))
        while t < samples / SR - .1:
            events.append((int(t * SR), f'on {220 * 2 ** ((shaker - 57) / 12):.4f} {rng.uniform(.4, 1):.3f}'))
            t += float(rng.choice([.125, .25, .25, .5]))
        y = play('shakers', samples, events)
    else:
        control = samples // synth.CTRL + 1
        y = synth.colored_noise(rng, samples, rng.uniform(-6, 1))
        g = np.clip(synth.smooth_noise(rng, control, rng.uniform(1, 6), 200) * .5 + .5, .02, None)   # breath, rustle, surf
        y = y * np.interp(np.arange(samples) / synth.CTRL, np.arange(control), g)
    ramp = np.minimum(1, np.minimum(np.arange(samples), samples - 1 - np.arange(samples)) / 320)
    return y / np.abs(y).max() * ramp


def make_clip(rng, kind, what):
    """-> audio int16 [SECONDS * SR], label int16 per frame. Pause, sound, pause, (in every second clip) something unpitched, pause."""
    total = SECONDS * SR
    pause = [int(rng.uniform(.3, .9) * 100) * HOP for _ in range(3)]
    noise = int(rng.uniform(1.2, 2.4) * 100) * HOP if rng.random() < .5 else 0
    body = total - sum(pause[:2]) - (noise + pause[2] if noise else 0)
    y, f, v = voice_clip(rng, what, body) if kind == 'voice' else instrument_clip(rng, what, body)
    x = np.zeros(total); f0 = np.zeros(total // HOP); code = np.zeros(total // HOP, np.uint8)
    at = pause[0] // HOP
    frames = min(len(v), len(f0) - at)
    x[pause[0]:pause[0] + body] = y; f0[at:at + frames] = f[:frames]; code[at:at + frames] = v[:frames]
    end = at + body // HOP
    if kind == 'instrument':                                     # a note cut off at the body's end would click
        x *= np.clip((pause[0] + body - np.arange(total)) / 1600, 0, 1); code[end - 10:end + 3] = 1
    if noise:
        a = pause[0] + body + pause[1]
        x[a:a + noise] += unpitched(rng, noise, kind) * 10 ** (rng.uniform(-22, -6) / 20)
    x = x * 10 ** (rng.uniform(-14, -1) / 20)
    x = x + rng.standard_normal(total) * np.abs(x).max() * 10 ** (rng.uniform(-78, -66) / 20)      # a quiet room, never digital silence
    x = x * min(1, .98 / np.abs(x).max())
    midi = 69 + 12 * np.log2(np.where(code == 2, f0, 440) / 440)
    return np.round(x * 32767).astype(np.int16), np.where(code == 2, np.round(midi * 200), np.where(code == 0, 0, UNDECIDED)).astype('<i2')


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, '../tests/accuracy/heldout')
    os.makedirs(out, exist_ok=True)
    plan = [('voice', 'sing' if i % 2 == 0 else 'speech', f'voice-{i + 1:02d}-{"sung" if i % 2 == 0 else "spoken"}') for i in range(30)]
    plan += [('instrument', t, f'instrument-{i + 1:02d}-{t[1]}') for i, t in enumerate(INSTRUMENTS)]
    clips, columns, at = [], [], 0
    global PLAYER
    with tempfile.TemporaryDirectory() as work:
        PLAYER = work + '/play'
        subprocess.run(['g++', '-O2', '-D__LITTLE_ENDIAN__', '-o', PLAYER, HERE + '/heldout_stk.cpp', '-lstk', '-lpthread'], check=True)
        for i, (kind, what, name) in enumerate(plan):
            x, label = make_clip(np.random.default_rng([SEED, i]), kind, what)
            wavfile.write(work + '/x.wav', SR, x)
            subprocess.run(['flac', '-s', '-f', '-8', '--no-padding', '--no-seektable', '-o', f'{out}/{name}.flac', work + '/x.wav'], check=True)
            clips.append(dict(name=name, kind=kind, frames=len(label), offset=at)); columns.append(label); at += len(label)
            print(name, f'voiced {np.mean(label > 0):.2f} unvoiced {np.mean(label == 0):.2f} undecided {np.mean(label == UNDECIDED):.2f}', flush=True)
    np.concatenate(columns).tofile(f'{out}/labels.i16')
    json.dump(dict(sampleRate=SR, hopSamples=HOP, seed=SEED, clips=clips), open(f'{out}/index.json', 'w'), indent='\t')


if __name__ == '__main__':
    main()
