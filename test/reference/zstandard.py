# Writes zstandard.json: frames in base64, of contents that test/engine/table/arrow/zstandard.test.ts makes again.
# Made by zstd 1.5.4. Run from this folder: python zstandard.py
import base64
import json
import struct
import subprocess


def noise(count, seed):
    """Numbers from 0 to 32767."""
    state, numbers = seed, []
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        numbers.append(state >> 16)
    return numbers



def words(count):
    return "".join(f"level {k * k % 17} of {k * k * k % 101}\n" for k in range(count)).encode()


few = [n % 5 for n in noise(9000, 5)]
contents = {
    "empty": b"",
    "short": b"level 1",
    "noise": bytes(n % 256 for n in noise(1000, 1)),
    "constant": b"\7" * 300000,
    "skewed": b"".join(bytes([min(ns)]) for ns in zip(*[iter([n % 256 for n in noise(16000, 2)])] * 4)),
    "few": bytes(few),
    "words": words(9000),
    "doubles": struct.pack("<1200d", *[n / 64 for n in noise(1200, 3)]),
    "integers": struct.pack("<2000i", *[n % 300 for n in noise(2000, 4)]),
    "mixed": (words(300) + bytes(n % 16 for n in noise(6000, 6)) + bytes(900)) * 2 + words(9000),
}
ways = {
    "1": ["-1"],
    "3": ["-3", "--check"],
    "19": ["-19"],
    "stream": ["-6", "--no-content-size"],
}


def compressed(content, options):
    command = ["zstd", "-q", "-c", "--no-check", *options]
    result = subprocess.run(command, input=content, capture_output=True, check=True)
    return base64.b64encode(result.stdout).decode()


with open("zstandard.json", "w") as file:
    frames = {
        name: {"length": len(content), "frames": {way: compressed(content, options) for way, options in ways.items()}}
        for name, content in contents.items()
    }
    json.dump(frames, file, indent=1)
    file.write("\n")
