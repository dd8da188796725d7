# SPDX-License-Identifier: MIT
"""The playground's Python sample at two servers that share a store.

python3 across.py <server that takes it> <server that has the result> <id:secret> <picture> <file to write>
Prints the id of the request.
"""
import base64
import json
import sys
import time
import urllib.request

first, second, key, picture, file = sys.argv[1:]
headers = {"Authorization": "Key " + key, "Content-Type": "application/json"}


def call(url, body=None):
    request = urllib.request.Request(url, body and json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


job = call(first + "/queue/fal-ai/pixal3d", {
    "image_url": "data:image/png;base64," + base64.b64encode(open(picture, "rb").read()).decode(),
    "texture_size": 1024,
    "decimation_target": 20_000,
})
while call(job["status_url"])["status"] != "COMPLETED":
    time.sleep(0.2)
result = call(second + "/queue/fal-ai/pixal3d/requests/" + job["request_id"])
assert result["model_glb"]["url"].startswith(second + "/files/")
with urllib.request.urlopen(result["model_glb"]["url"]) as glb, open(file, "wb") as out:
    out.write(glb.read())
print(job["request_id"])
