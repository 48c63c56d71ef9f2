#!/bin/bash
# Whole recipe (Debian bookworm, CPU only). Everything runs niced; stage 1 can run beside stage 2 (the pool may grow while training).
# apt: python3-torch python3-numpy python3-scipy python3-onnx fluidsynth fluid-soundfont-gm timgm6mb-soundfont espeak-ng ffmpeg praat
# onnxruntime-node is the project's own: run `npm start` once in the folder above.
# TEXTS       glob of English text files, for espeak-ng to read aloud
# SOUNDFONTS  folder that holds FluidR3_GM.sf2 (trained on) and TimGM6mb.sf2 (held out)
# EVALDATA    optional folder of real recordings (audio/ID.wav, f0/ID.csv, notes/ID.csv, manifest.json), for tables only
# SWIFTF0     optional SwiftF0 ONNX file, as a yardstick in the tables
set -e; : ${TEXTS:?glob of English text files}; cd "$(dirname "$0")"; PY="nice -n 19 ${PYTHON:-python3}"; SF=${SOUNDFONTS:?folder of FluidR3_GM.sf2 and TimGM6mb.sf2}
export NODE="$PWD/../node_modules/.bin/node"; MODEL=../static/models/melograph-f0.onnx
export OMP_NUM_THREADS=1 MALLOC_MMAP_THRESHOLD_=100000000000 MALLOC_TRIM_THRESHOLD_=100000000000 MALLOC_TOP_PAD_=500000000   # no page-fault storms
mkdir -p pool out/held ckpt logs
# 1. data
$PY gen_synth.py pool 2 120 syn          # voices + synth tones + negatives (8.5 h)
$PY gen_synth.py pool 6 14 sp2           # speech only, with creaky phrase ends (1 h)
$PY gen_noise.py pool 5 5                # noise beds + room responses
$PY gen_fluid.py pool 11 120 $SF/FluidR3_GM.sf2 fluid
$PY gen_espeak.py pool 21 420
$PY gen_acc.py pool 3 8 $SF/FluidR3_GM.sf2
$PY gen_codec.py pool 1 pool/syn_2_000[0-3].npz pool/fluid_11_00[0-3].npz
# 2. training (wall-clock budgets)
$PY train.py --minutes 12 --lr 3e-3 --out ckpt/a
$PY train.py --minutes 10 --lr 2.5e-3 --init ckpt/a.pt --seed 1 --out ckpt/b
$PY train.py --minutes 25 --lr 2.1e-3 --init ckpt/b.pt --seed 2 --threads 2 --out ckpt/c   # with GOMP_SPINCOUNT=0 OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS unset
cp ckpt/c.pt melograph-f0.pt
# 3. export, held-out set, evaluation
$PY gen_fluid.py out/held 77 8 $SF/TimGM6mb.sf2 timgm 40,73,65,56,42,71,24,33
$PY gen_synth.py out/held 999 1 synth
$PY export_onnx.py melograph-f0.pt $MODEL       # then put its size and sha256 into ../static/models/manifest.json
if [ -n "$EVALDATA" ]; then $PY evaluate.py prep; else $PY evaluate.py prep_held; fi
if [ -n "$SWIFTF0" ]; then $PY evaluate.py swift; fi
$PY evaluate.py onnx $MODEL final
$PY evaluate.py table final
if [ -n "$EVALDATA" ] && [ -n "$SWIFTF0" ]; then $PY summarize.py final; $PY calib.py final; fi
$PY timing.py $MODEL; $PY range_test.py $MODEL
set -- out/eval/held_timgm_*.raw; $NODE node/stream_test.mjs $MODEL "$1"
# 4. the accuracy set of tests/accuracy is made apart, once: make_heldout.py (never trained on)
