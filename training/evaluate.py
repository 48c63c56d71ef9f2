"""Evaluation on real recordings and held-out synthetic sets.
 python3 evaluate.py prep_held                  -> out/eval from the held-out synthetic sets only
 python3 evaluate.py prep                       -> the same and the recordings of EVALDATA: out/eval/*.raw + list.json (clean, and 20/10/0 dB noisy and reverberant copies)
 python3 evaluate.py ours CKPT  |  onnx MODEL NAME   -> predictions cached in out/pred/<name>; swift: the model file that SWIFTF0 names
 python3 evaluate.py table NAME [NAME..]        -> metrics per group
Metrics: RPA50 / RCA50 over reference-voiced frames irrespective of predicted voicing; VR, VFA; OA (overall accuracy); med |cents| among RPA-correct-within-2-semitones."""
import sys, os, json, glob, subprocess, wave, numpy as np
from scipy.signal import resample_poly, fftconvolve
from math import gcd
HERE = os.path.dirname(os.path.abspath(__file__)); EV = os.environ.get('EVALDATA', HERE + '/evaldata')  # optional real recordings: audio/ID.wav, f0/ID.csv, manifest.json
OUT = HERE + '/out/eval'; PRED = HERE + '/out/pred'


def readwav(p):
    w = wave.open(p); n = w.getnframes(); sw = w.getsampwidth(); ch = w.getnchannels(); sr = w.getframerate(); b = w.readframes(n)
    if sw == 2: x = np.frombuffer(b, '<i2') / 32768.
    elif sw == 3: a = np.frombuffer(b, np.uint8).reshape(-1, 3).astype(np.int32); x = ((a[:, 2] << 24 | a[:, 1] << 16 | a[:, 0] << 8) >> 8) / 8388608.
    else: x = np.frombuffer(b, '<i4') / 2147483648.
    x = x.reshape(-1, ch).mean(1); g = gcd(sr, 16000)
    return resample_poly(x, 16000 // g, sr // g).astype(np.float32) if sr != 16000 else x.astype(np.float32)


def prep():
    sys.path.insert(0, HERE); import synth
    os.makedirs(OUT, exist_ok=True); L = []
    rng = np.random.default_rng(20261121)
    def add(id, group, x, t, f):
        x.astype('<f4').tofile(f'{OUT}/{id}.raw'); np.savez(f'{OUT}/{id}.npz', t=np.asarray(t, float), f=np.asarray(f, float)); L.append(dict(id=id, group=group, raw=f'{OUT}/{id}.raw', sec=len(x) / 16000))
    base = []
    for e in json.load(open(EV + '/manifest.json')):
        p = f"{EV}/audio/{e['id']}.wav"
        if e['group'] == 'poly' or not os.path.exists(p): continue
        x = readwav(p)
        if e['f0']: a = np.loadtxt(f"{EV}/f0/{e['id']}.csv", delimiter=',', ndmin=2); t, f = a[:, 0], np.maximum(a[:, 1], 0)
        else:
            t = np.arange(0, len(x) / 16000, .01); f = np.full(len(t), np.nan)          # nan = not scored
            if e['notes']:
                for r in np.loadtxt(f"{EV}/notes/{e['id']}.csv", delimiter=',', ndmin=2):
                    s, en, m = r[0], r[1], r[2]; d = min(.05, .25 * (en - s)); k = (t > s + d) & (t < en - d); f[k] = 440 * 2 ** ((m - 69) / 12)
            else:
                k = np.array([np.mean(x[max(0, int(u * 16000) - 400):int(u * 16000) + 400] ** 2) for u in t]); f[10 * np.log10(k + 1e-12) > 10 * np.log10(k.max()) - 30] = 440 * 2 ** ((e['midi'] - 69) / 12)
        g = e['group']; g = {'covarep': 'speech_egg', 'covarep_egg': 'speech_egg', 'medleydb': 'medley', 'mdbsynth': 'medley'}.get(g, g)
        if g == 'fda': g = 'fda_' + e['id'][4:6]
        add(e['id'], g, x, t, f); base.append((e['id'], g, x, t, f))
    # noise robustness on the files with continuous f0 references
    for id, g, x, t, f in base:
        if not (g.startswith('fda') or g in ('vocadito', 'medley', 'speech_egg')): continue
        if g.startswith('fda') and int(id[-3:]) % 3: continue
        rms = np.sqrt(np.mean(x[np.abs(x) > .02 * np.abs(x).max()] ** 2))
        for snr in (20, 10, 0):
            for kind in ('white', 'pink', 'babble'):
                n = synth.colored_noise(rng, len(x), {'white': 0, 'pink': -3}.get(kind)) if kind != 'babble' else sum(synth.voice(rng, len(x) // 160 * 160 + 160, 'speech')[0][:len(x)] for _ in range(6))
                n = n / np.sqrt(np.mean(n ** 2)); y = x + n * rms * 10 ** (-snr / 20); y = y / max(1, np.abs(y).max() / .95)
                add(f'{id}__{kind}{snr}', f'~{kind}{snr:02d}', y, t, f)
        for k in range(1):
            h, rt = synth.rir(rng)
            while not .4 < rt < .8: h, rt = synth.rir(rng)
            y = fftconvolve(x, h)[:len(x)]; y = y / np.abs(y).max() * .8
            add(f'{id}__reverb{k}', '~reverb', y.astype(np.float32), t, f)
    json.dump(L, open(OUT + '/list.json', 'w')); print(len(L), sum(l['sec'] for l in L))


def prep_held():
    """Held-out synthetic: unseen instrument samples (another soundfont), unseen seeds; clean and with noise at 10 / 0 dB."""
    sys.path.insert(0, HERE); import synth
    os.makedirs(OUT, exist_ok=True); known = json.load(open(OUT + '/list.json')) if os.path.exists(OUT + '/list.json') else []
    L = [l for l in known if not l['id'].startswith('held_')]; rng = np.random.default_rng(4)
    def add(id, group, x, t, f):
        x.astype('<f4').tofile(f'{OUT}/{id}.raw'); np.savez(f'{OUT}/{id}.npz', t=np.asarray(t, float), f=np.asarray(f, float)); L.append(dict(id=id, group=group, raw=f'{OUT}/{id}.raw', sec=len(x) / 16000))
    for p in sorted(glob.glob(HERE + '/out/held/*.npz')):
        z = np.load(p); pre = os.path.basename(p).split('_')[0]
        for i in range(0, len(z['audio']), max(1, len(z['audio']) // 40)):
            f = np.where(z['v'][i] == 2, z['f0'][i], np.where(z['v'][i] == 0, 0, np.nan)); x = z['audio'][i].astype(np.float32) / 32768
            # SwiftF0 cannot answer below 46.9 Hz: score both only inside its range
            f = np.where((f > 0) & ((f < 48) | (f > 2080)), np.nan, f)
            add(f'held_{pre}_{i}', f'held_{pre}', x, np.arange(len(f)) * .01, f)
            if i % 2 == 0:
                for snr in (10, 0):
                    n = synth.noise_bed(rng, len(x)); y = x + n * np.sqrt(np.mean(x ** 2)) * 10 ** (-snr / 20); y = y / np.abs(y).max() * .9
                    add(f'held_{pre}_{i}_n{snr}', f'held_{pre}_n{snr:02d}', y.astype(np.float32), np.arange(len(f)) * .01, f)
    json.dump(L, open(OUT + '/list.json', 'w')); print(len(L))


def items(sel):
    L = json.load(open(OUT + '/list.json'))
    f = {'': lambda g: True, 'clean': lambda g: not g.startswith('~'), 'held': lambda g: g.startswith('held'), 'real': lambda g: g[:4] not in ('held',) and not g.startswith('~')}[sel]
    return [l for l in L if f(l['group'])]


def run_ours(ck, name=None, sel=''):
    sys.path.insert(0, HERE); import torch; from model import PitchNet, decode
    torch.set_num_threads(1); m = PitchNet(); m.load_state_dict(torch.load(ck)['ema']); m.eval()
    d = f"{PRED}/{name or os.path.basename(ck)[:-3]}"; os.makedirs(d, exist_ok=True)
    with torch.no_grad():
        for l in items(sel):
            x = np.fromfile(l['raw'], '<f4'); lg, v = m(torch.from_numpy(np.pad(x, (m.R, m.R)))[None])
            f = decode(lg)[0].numpy(); p = torch.sigmoid(v)[0].numpy(); np.savez(f"{d}/{l['id']}.npz", t=np.arange(len(f)) * .01, f=f, v=p)


def run_onnx(model, name, hop, off, sel=''):
    json.dump(items(sel), open(OUT + '/sel.json', 'w'))
    d = f'{PRED}/{name}'; os.makedirs(d, exist_ok=True)
    print(subprocess.run([os.environ.get('NODE', 'node'), HERE + '/node/run.mjs', model, OUT + '/sel.json', d], check=True, capture_output=True, text=True, cwd=HERE + '/node').stdout)
    for l in items(sel):
        f = np.fromfile(f"{d}/{l['id']}.f0", '<f4'); v = np.fromfile(f"{d}/{l['id']}.v", '<f4'); np.savez(f"{d}/{l['id']}.npz", t=(np.arange(len(f)) * hop + off) / 16000, f=f, v=v)


def score(lst, name, thr, shift=0.0):
    D = []
    if '@' in name: name, ms = name.split('@'); shift = float(ms) / 1000      # NAME@10 = score with references moved by +10 ms
    for l in lst:
        if l['id'].split('__')[0] == 'arctic_bdl1': continue          # its reference has no unvoiced marks
        if not os.path.exists(f"{PRED}/{name}/{l['id']}.npz"): continue
        r = np.load(f"{OUT}/{l['id']}.npz"); p = np.load(f"{PRED}/{name}/{l['id']}.npz")
        t, f = r['t'] + (shift or 0), r['f']; k = ~np.isnan(f) & (t <= p['t'][-1] + .02); t, f = t[k], f[k]
        if not len(t): continue
        i = np.clip(np.searchsorted(p['t'], t), 1, len(p['t']) - 1); a = np.clip((t - p['t'][i - 1]) / (p['t'][i] - p['t'][i - 1]), 0, 1)
        near = np.where(a > .5, i, i - 1)
        lf = np.log2(np.maximum(p['f'], 1)); l0, l1 = lf[i - 1], lf[i]
        est = np.where(np.abs(l0 - l1) < .1, l0 * (1 - a) + l1 * a, lf[near]); v = p['v'][near]
        D.append(np.stack([f, est, v], 1))
    if not D: return None
    D = np.concatenate(D); ref = D[:, 0] > 0; c = 1200 * (D[:, 1] - np.log2(np.maximum(D[:, 0], 1))); v = D[:, 2] > thr
    cr = c - 1200 * np.round(c / 1200); ok = np.abs(c) < 50
    out = dict(RPA=ok[ref].mean(), RCA=(np.abs(cr) < 50)[ref].mean(), VR=v[ref].mean() if ref.any() else np.nan, VFA=v[~ref].mean() if (~ref).any() else np.nan,
               OA=(np.where(ref, ok & v, ~v)).mean(), cents=np.median(np.abs(c[ref & (np.abs(c) < 200)])), bias=np.median(c[ref & (np.abs(c) < 200)]), n=len(D))
    # best overall accuracy over thresholds (oracle threshold, same treatment for everyone)
    o = [(np.where(ref, ok & (D[:, 2] > q), ~(D[:, 2] > q))).mean() for q in np.linspace(.02, .98, 49)]; out['OAbest'] = max(o); out['thr'] = np.linspace(.02, .98, 49)[int(np.argmax(o))]
    return out


THR = lambda n: .9 if n.startswith('swift') else .5
if __name__ == '__main__':
    c = sys.argv[1]
    if c == 'prep': prep(); prep_held()
    elif c == 'prep_held': prep_held()
    elif c == 'ours': run_ours(*sys.argv[2:])
    elif c == 'swift': run_onnx(os.environ['SWIFTF0'], 'swift', 256, 127.5, *sys.argv[2:])
    elif c == 'onnx': run_onnx(os.path.abspath(sys.argv[2]), sys.argv[3], 160, 0, *sys.argv[4:])
    elif c == 'table':
        L = json.load(open(OUT + '/list.json')); G = {}
        for l in L: G.setdefault(l['group'], []).append(l)
        G['ALL-real-f0'] = [l for l in L if l['group'].startswith('fda') or l['group'] in ('vocadito', 'medley', 'speech_egg')]
        for s in ('20', '10', '00'): G['~ALL' + s] = [l for l in L if l['group'].startswith('~') and l['group'].endswith(s)]
        print(f"{'group':16s} {'model':10s}  RPA50  RCA50   VR    VFA    OA    OAbest@thr   |c|  bias    n")
        for g in sorted(G):
            for n in sys.argv[2:]:
                r = score(G[g], n, THR(n), None)
                if r: print(f"{g:16s} {n:10s} {r['RPA']*100:6.2f} {r['RCA']*100:6.2f} {r['VR']*100:6.1f} {r['VFA']*100:5.1f} {r['OA']*100:6.2f} {r['OAbest']*100:6.2f}@{r['thr']:.2f} {r['cents']:5.1f} {r['bias']:5.1f} {r['n']:6d}")
    elif c == 'shift':
        L = json.load(open(OUT + '/list.json'))
        for g in ('fda_rl', 'fda_sb', 'vocadito', 'medley', 'speech_egg', 'held_synth', 'held_timgm'):
            for n in sys.argv[2:]: print(g, n, [(s, round(score([l for l in L if l['group'] == g], n, THR(n), s / 1000)['RPA'] * 100, 1)) for s in (-10, -5, 0, 5, 10, 15, 20)])
