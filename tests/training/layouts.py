"""AI Hub's data set 82 as it comes, small and with drawn faces, every trap on demand."""

import io
import json
import zipfile
from functools import cache

import cv2
import numpy as np
from PIL import Image

from classifier.drawn import draw

FIVE = {"happy": "기쁨", "surprise": "당황", "angry": "분노", "sad": "슬픔", "neutral": "중립"}
TURNED = 6  # EXIF: to be turned a quarter clockwise


@cache
def photograph(expression="happy", seed=3):
    return draw(expression, seed=seed)


def jpeg(pixels, *, turned=False):
    """A JPEG file; *turned* stores it lying, with the EXIF mark that puts it upright."""
    picture = Image.fromarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB))
    buffer, exif = io.BytesIO(), Image.Exif()
    if turned:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = TURNED
    picture.save(buffer, "JPEG", quality=90, exif=exif)
    return buffer.getvalue()


def file_name(person="0aF3", expression="기쁨", number=1, suffix=".jpg"):
    return f"{person}_여_30_{expression}_공공시설&종교_20201231_120000-{number:03}-001{suffix}"


def annotation(answer, corners=(100, 80, 300, 330), *, key="boxes"):
    box = dict(zip(("minX", "minY", "maxX", "maxY"), corners, strict=True))
    if key == "flat":
        return {"faceExp": answer, "bg": "실내"} | {f"faceBB_{k}": v for k, v in box.items()}
    return {"faceExp": answer, "bg": "실내", key: box}


def record(name, uploader="기쁨", answers=None, boxes=None, *, key="boxes"):
    """*answers* and *boxes* are those of the annotators."""
    answers = answers or (uploader,) * 3
    boxes = boxes or [(100, 80, 300, 330)] * 3
    annotations = [annotation(a, box, key=key) for a, box in zip(answers, boxes, strict=True)]
    return {
        "filename": name,
        "gender": "여",
        "age": 30,
        "isProf": "일반인",
        "faceExp_uploader": uploader,
        "bg_uploader": "실내",
        **dict(zip(("annot_A", "annot_B", "annot_C"), annotations, strict=True)),
    }


def labels(records, encoding="utf-8"):
    if encoding == "ascii":
        return json.dumps(records).encode()
    return json.dumps(records, ensure_ascii=False).encode(encoding)


class CP949(zipfile.ZipInfo):
    """A member whose name is written as Korean Windows does, without the UTF-8 flag."""

    def _encodeFilenameFlags(self):  # noqa: N802
        return self.filename.encode("cp949"), self.flag_bits & ~0x800


def zipped(path, files, *, cp949=False, stored=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            info = (CP949 if cp949 else zipfile.ZipInfo)(name)
            info.compress_type = method
            archive.writestr(info, data)


def foldered(path, files):
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)


def publish(root, records, pictures, *, layout="folders", encoding="utf-8", part="Training"):
    """Write *records* (a list) and *pictures* ({name: bytes}) of one expression."""
    short, long = {"Training": ("TRAIN", "training"), "Validation": ("VALID", "validation")}[part]
    json_name = f"img_emotion_{long}_data(기쁨).json"
    files, told = dict(pictures), {json_name: labels(records, encoding)}
    top = root / part
    if layout == "folders":
        foldered(top / f"[원천]EMOIMG_기쁨_{short}_01", files)
        foldered(top / f"[라벨]EMOIMG_기쁨_{short}", told)
    elif layout == "zips":
        half = len(files) // 2
        for number, some in enumerate((list(files)[:half], list(files)[half:]), 1):
            inside = {name: files[name] for name in some}
            zipped(top / f"[원천]EMOIMG_기쁨_{short}_{number:02}.zip", inside, stored=True)
        zipped(top / f"[라벨]EMOIMG_기쁨_{short}.zip", told)
    elif layout == "cp949":
        inside = {f"기쁨/{name}": data for name, data in files.items()}
        zipped(top / f"[원천]EMOIMG_기쁨_{short}_01.zip", inside, cp949=True)
        zipped(top / f"[라벨]EMOIMG_기쁨_{short}.zip", told, cp949=True)
    else:
        data = root / "092.한국인_감정인식을_위한_복합_영상_데이터" / "01.데이터"
        number = {"Training": 1, "Validation": 2}[part]
        foldered(data / f"{number}.{part}" / "원천데이터" / "기쁨", files)
        foldered(data / f"{number}.{part}" / "라벨링데이터" / "기쁨", told)
    return root


def many(root, count, *, seed=0):
    """A data set of *count* small pictures of a few drawn faces, some without one, for speed."""
    rng = np.random.default_rng(seed)
    names = [file_name(f"p{at % 7}", number=at) for at in range(count)]
    faces = [jpeg(cv2.resize(photograph(name, 5), (160, 160))) for name in ("happy", "sad")]
    pictures = {}
    for at, name in enumerate(names):
        empty = jpeg(rng.integers(0, 256, (40, 40, 3), dtype=np.uint8))
        pictures[name] = empty if at % 10 == 9 else faces[at % 2]
    box = [(40, 30, 120, 130)] * 3
    told = [
        record(name, boxes=[(0, 0, 0, 0)] * 3 if at % 5 else box) for at, name in enumerate(names)
    ]
    return publish(root, told, pictures, layout="zips")
