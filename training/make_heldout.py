"""The held-out accuracy set of tests/accuracy: python3 make_heldout.py [OUT] [--raw DIR]

One command, one seed (20261121, used nowhere else). Writes 60 clips of 11 s as FLAC (16 kHz, mono, 16 bit), labels.i16 and
index.json into ../tests/accuracy/heldout. Half are voices of synth.py (sung and spoken), half instruments of a soundfont that
training never used, through FluidSynth. Nothing here looks at a pitch model: a frame is left undecided only because of the
sound itself (too soft, not periodic, two octaves equally likely). apt: python3-numpy python3-scipy fluidsynth csound-soundfont flac
"""
import hashlib, json, os, subprocess, sys, tempfile
import numpy as np
import refine, synth
from gen_fluid import HIGH, LOW, labels, phrase, render, write_midi
from scipy.io import wavfile

SEED, SECONDS, SR, HOP = 20261121, 11, 16000, 160
HERE = os.path.dirname(os.path.abspath(__file__))
SOUNDFONT = os.environ.get('HELDOUT_SF2', '/usr/share/sounds/sf2/sf_GMbank.sf2')
SOUNDFONT_SHA256 = '9f39fc53bd3a1a69f13cb486838944eded358b3b6e8afbd6c1c2c33675b2034b'
# General MIDI programs (from 0), one clip each: keys, mallets, guitars, basses, strings, choir, brass, reeds, pipes, plucked
PROGRAMS = [0, 4, 6, 11, 12, 64, 21, 22, 24, 25, 26, 32, 33, 40, 41, 42, 43, 46, 52, 56, 57, 60, 65, 66, 68, 70, 71, 73, 75, 104]
NAMES = ['piano', 'electric-piano', 'harpsichord', 'vibraphone', 'marimba', 'soprano-sax', 'accordion', 'harmonica', 'nylon-guitar', 'steel-guitar',
         'jazz-guitar', 'double-bass', 'finger-bass', 'violin', 'viola', 'cello', 'bowed-bass', 'harp', 'choir', 'trumpet', 'trombone', 'horn',
         'alto-sax', 'tenor-sax', 'oboe', 'bassoon', 'clarinet', 'flute', 'pan-flute', 'sitar']
UNPITCHED_KEYS = [42, 44, 46, 49, 54, 57, 69, 70, 82]      # hi-hats, cymbals, tambourine, cabasa, maracas, shaker
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


def instrument_clip(rng, program, samples, work):
    events, nominal, onset = phrase(rng, program, samples / SR)
    write_midi(work + '/a.mid', events)
    y = render(work + '/a.mid', SOUNDFONT)
    y = np.pad(y, (0, max(0, samples - len(y))))[:samples]
    frames = samples // HOP + 1
    f, v, _, _, _ = labels(y, np.pad(nominal, (0, frames))[:frames], onset)
    return y / np.abs(y).max(), f, v


def unpitched(rng, samples, kind, work):
    """Sound without pitch: noise that a microphone hears near a voice, cymbals and shakers near an instrument."""
    if kind == 'instrument' and rng.random() < .6:
        events, t, key = [], .02, int(rng.choice(UNPITCHED_KEYS))
        while t < samples / SR - .1:
            k = key if rng.random() < .7 else int(rng.choice(UNPITCHED_KEYS))
            events += [(int(t * 1000), bytes([0x99, k, int(rng.integers(60, 120))])), (int(t * 1000) + 90, bytes([0x89, k, 0]))]
            t += float(rng.choice([.125, .25, .25, .5]))
        write_midi(work + '/u.mid', events)
        y = render(work + '/u.mid', SOUNDFONT)
        y = np.pad(y, (0, max(0, samples - len(y))))[:samples]
    else:
        control = samples // synth.CTRL + 1
        y = synth.colored_noise(rng, samples, rng.uniform(-6, 1))
        g = np.clip(synth.smooth_noise(rng, control, rng.uniform(1, 6), 200) * .5 + .5, .02, None)   # breath, rustle, surf
        y = y * np.interp(np.arange(samples) / synth.CTRL, np.arange(control), g)
    ramp = np.minimum(1, np.minimum(np.arange(samples), samples - 1 - np.arange(samples)) / 320)
    return y / np.abs(y).max() * ramp


def make_clip(rng, kind, what, work):
    """-> audio int16 [SECONDS * SR], label int16 per frame. Pause, sound, pause, (in every second clip) something unpitched, pause."""
    total = SECONDS * SR
    pause = [int(rng.uniform(.3, .9) * 100) * HOP for _ in range(3)]
    noise = int(rng.uniform(1.2, 2.4) * 100) * HOP if rng.random() < .5 else 0
    body = total - sum(pause[:2]) - (noise + pause[2] if noise else 0)
    y, f, v = voice_clip(rng, what, body) if kind == 'voice' else instrument_clip(rng, what, body, work)
    x = np.zeros(total); f0 = np.zeros(total // HOP); code = np.zeros(total // HOP, np.uint8)
    at = pause[0] // HOP
    frames = min(len(v), len(f0) - at)
    x[pause[0]:pause[0] + body] = y; f0[at:at + frames] = f[:frames]; code[at:at + frames] = v[:frames]
    end = at + body // HOP
    if kind == 'instrument':                                     # a note cut off at the body's end would click
        fade = np.clip((pause[0] + body - np.arange(total)) / 1600, 0, 1); x *= fade; code[end - 10:end + 3] = np.minimum(code[end - 10:end + 3], 1); code[end - 10:end + 3] = 1
    if noise:
        a = pause[0] + body + pause[1]
        x[a:a + noise] += unpitched(rng, noise, kind, work) * 10 ** (rng.uniform(-22, -6) / 20)
    x = x * 10 ** (rng.uniform(-14, -1) / 20)
    x = x + rng.standard_normal(total) * np.abs(x).max() * 10 ** (rng.uniform(-78, -66) / 20)      # a quiet room, never digital silence
    x = x * min(1, .98 / np.abs(x).max())
    midi = 69 + 12 * np.log2(np.where(code == 2, f0, 440) / 440)
    return np.round(x * 32767).astype(np.int16), np.where(code == 2, np.round(midi * 200), np.where(code == 0, 0, UNDECIDED)).astype('<i2')


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, '../tests/accuracy/heldout')
    os.makedirs(out, exist_ok=True)
    found = hashlib.sha256(open(SOUNDFONT, 'rb').read()).hexdigest()
    assert found == SOUNDFONT_SHA256, f'{SOUNDFONT} is another file ({found})'
    plan = [('voice', 'sing' if i % 2 == 0 else 'speech', f'voice-{i + 1:02d}-{"sung" if i % 2 == 0 else "spoken"}') for i in range(30)]
    plan += [('instrument', p, f'instrument-{i + 1:02d}-{n}') for i, (p, n) in enumerate(zip(PROGRAMS, NAMES))]
    clips, columns, at = [], [], 0
    with tempfile.TemporaryDirectory() as work:
        for i, (kind, what, name) in enumerate(plan):
            x, label = make_clip(np.random.default_rng([SEED, i]), kind, what, work)
            wavfile.write(work + '/x.wav', SR, x)
            subprocess.run(['flac', '-s', '-f', '-8', '--no-padding', '--no-seektable', '-o', f'{out}/{name}.flac', work + '/x.wav'], check=True)
            clips.append(dict(name=name, kind=kind, frames=len(label), offset=at)); columns.append(label); at += len(label)
            print(name, f'voiced {np.mean(label > 0):.2f} unvoiced {np.mean(label == 0):.2f} undecided {np.mean(label == UNDECIDED):.2f}', flush=True)
    np.concatenate(columns).tofile(f'{out}/labels.i16')
    json.dump(dict(sampleRate=SR, hopSamples=HOP, seed=SEED, clips=clips), open(f'{out}/index.json', 'w'), indent='\t')


if __name__ == '__main__':
    main()
