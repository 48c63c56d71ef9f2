"""C1..C7 sweep of steady tones (three spectra): |error| per octave and failures, python3 range_test.py MODEL.onnx; SWIFTF0=FILE.onnx measures that one beside it"""
import numpy as np, json, subprocess, os, sys
HERE=os.path.dirname(os.path.abspath(__file__)); d=HERE+'/out/range'; os.makedirs(d,exist_ok=True)
L=[]; n=np.arange(int(16000*.6)); rng=np.random.default_rng(0)
for kind in ('saw','odd','sine'):
    for m in np.arange(24,96.01,.5):
        f=440*2**((m-69)/12); H=[h for h in range(1,200) if h*f<7600 and (kind=='saw' or (kind=='odd' and h%2) or h==1)]
        y=sum(np.cos(2*np.pi*f*h*n/16000+rng.uniform(0,6.28))/h for h in H); y=(y/np.abs(y).max()*.5+1e-4*rng.standard_normal(len(n))).astype('<f4')
        i=f'{kind}_{m}'; y.tofile(f'{d}/{i}.raw'); L.append(dict(id=i,raw=f'{d}/{i}.raw',kind=kind,m=float(m),f=f))
json.dump(L,open(d+'/l.json','w'))
for name,model,hop in [('swift',os.environ.get('SWIFTF0'),256)]*('SWIFTF0' in os.environ)+[('ours',os.path.abspath(sys.argv[1]),160)]:
    subprocess.run([os.environ.get('NODE','node'),HERE+'/node/run.mjs',model,d+'/l.json',d],check=True,cwd=HERE+'/node',capture_output=True)
    for kind in ('saw','odd','sine'):
        out=[]
        for o in range(24,96,12):
            E,V=[],[]
            for l in L:
                if l['kind']==kind and o<=l['m']<o+12+(o==84):
                    f=np.fromfile(f"{d}/{l['id']}.f0",'<f4'); v=np.fromfile(f"{d}/{l['id']}.v",'<f4'); a,b=int(.15*16000/hop),int(.45*16000/hop); E.append(np.median(1200*np.log2(f[a:b]/l['f']))); V.append(np.median(v[a:b]))
            E=np.array(E); out.append(f"C{o//12-1}: ok {np.mean(abs(E)<50)*100:.0f}% med|c| {np.median(abs(E)):.1f} max {np.sort(abs(E))[-1]:.0f} v {np.mean(V):.2f}")
        print(name,kind,' | '.join(out))
