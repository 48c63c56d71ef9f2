"""Measures the time bias of a model: python3 timing.py MODEL.onnx. Harmonic tone with 5 Hz vibrato, phase of the estimated contour vs truth."""
import numpy as np, json, subprocess, os, sys
HERE=os.path.dirname(os.path.abspath(__file__)); d=HERE+'/out/timing'; os.makedirs(d,exist_ok=True)
L=[]; n=np.arange(16000*12)
for f0 in (110,220,440,880):
    for dep in (30,100):
        f=f0*2**(dep/1200*np.sin(2*np.pi*5*n/16000)); ph=2*np.pi*np.cumsum(f)/16000
        y=sum(np.cos(h*ph)/h for h in range(1,int(7000/f0/1.1)+1)); y=y/np.abs(y).max()*.5
        y.astype('<f4').tofile(f'{d}/v{f0}_{dep}.raw'); L.append(dict(id=f'v{f0}_{dep}',raw=f'{d}/v{f0}_{dep}.raw'))
json.dump(L,open(d+'/l.json','w'))
for name,model,hop,off in [('swift',os.environ.get('SWIFTF0'),256,127.5)]*('SWIFTF0' in os.environ)+[('ours',os.path.abspath(sys.argv[1]),160,0)]:
    subprocess.run([os.environ.get('NODE','node'),HERE+'/node/run.mjs',model,d+'/l.json',d],check=True,cwd=HERE+'/node',capture_output=True)
    for l in L:
        f=np.fromfile(f"{d}/{l['id']}.f0",'<f4'); t=(np.arange(len(f))*hop+off)/16000; k=(t>1)&(t<11); f0,dep=map(int,l['id'][1:].split('_'))
        c=1200*np.log2(f[k]/f0); z=2*np.mean(c*np.exp(-2j*np.pi*5*t[k])); ph=np.angle(z*1j)  # sin -> phase 0
        print(name,l['id'],'delay %.1f ms'%(-ph/(2*np.pi*5)*1000),'depth ratio %.3f'%(abs(z)/dep),'mean %.2f cents'%c.mean(), 'resid %.1f'%np.std(c-np.real(z*np.exp(2j*np.pi*5*t[k]))))
