"""What leads to a person goes, in six languages; what the question is about stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy.redaction import redact

GOES = {
    "en": [
        ("hey my name is terrence okoye i need food", "hey my name is [name] i need food"),
        ("I'm Dolores Whitfield and I was evicted", "I'm [name] and I was evicted"),
        ("my daughter's name is Imani", "my daughter's name is [name]"),
        ("my landlord Steve Kowalczyk changed the lock", "my landlord [name] changed the lock"),
        ("text me 872.555.0134 after 5pm", "text me [phone] after 5pm"),
        ("cell 773 555 0161", "cell [phone]"),
        ("reach me at +1 (312) 555-0177 please", "reach me at [phone] please"),
        ("write to t.okoye_77@mail.example.org", "write to [email]"),
        ("we stay at 5518 N Winthrop Ave apt 3R and there is no heat", "we stay at [address] and there is no heat"),
        ("i live at 903 maple street with my kids", "i live at [address] with my kids"),
        ("my A# is 204-311-987", "my A# is [document]"),
        ("the social is 512-44-9081 i think", "the social is [document] i think"),
        ("receipt LIN 24 901 23456", "receipt [document]"),
        ("passport no. C01234567 is expired", "passport no. [document] is expired"),
        ("they charged my card 5500 0000 0000 0004", "they charged my card [account]"),
        ("seven seven three five five five zero one six one", "[phone]"),
    ],
    "es": [
        ("buenas, me llamo wilfredo antonio mejía y busco trabajo", "buenas, me llamo [name] y busco trabajo"),
        ("soy Rosaura Quintero, de Maracaibo", "soy [name], de Maracaibo"),
        ("mi hijo se llama Dylan y tiene 6 años", "mi hijo se llama [name] y tiene 6 años"),
        ("mi casera Encarna Ruiz no me empadrona", "mi casera [name] no me empadrona"),
        ("mi cel es 604 22 31 90", "mi cel es [phone]"),
        ("llámenme al +34 951 123 456", "llámenme al [phone]"),
        ("mi correo: rosaura.q@ejemplo.es", "mi correo: [email]"),
        ("vivo en C/ Ollerías 41, 2º A con mi madre", "vivo en [address] con mi madre"),
        ("estamos en avenida de europa nº 9 bajo b", "estamos en [address]"),
        ("mi NIE: Y-2345678-Z", "mi NIE: [document]"),
        ("tengo la CURP MEJW850312HVZJNL08", "tengo la CURP [document]"),
        ("cédula V-21.334.556", "cédula [document]"),
        ("exp. 290020240007788 sin resolver", "exp. [document] sin resolver"),
        ("ingresen en ES12 0049 1234 5612 3456 7890 por favor", "ingresen en [account] por favor"),
    ],
    "fr": [
        ("je m'appelle Kouadio Yao et je cherche un foyer", "je m'appelle [name] et je cherche un foyer"),
        ("moi c'est Mariétou, je dors dehors", "moi c'est [name], je dors dehors"),
        ("ma fille s'appelle Inaya", "ma fille s'appelle [name]"),
        ("mon mari Souleymane est parti", "mon mari [name] est parti"),
        ("mon nom est benjelloun", "mon nom est [name]"),
        ("appelez-moi au 07 55 12 34 56", "appelez-moi au [phone]"),
        ("mon numéro 00 221 77 123 45 67", "mon numéro [phone]"),
        ("mon whatsapp +212 661-234567", "mon whatsapp [phone]"),
        ("mon mail kyao@exemple.fr", "mon mail [email]"),
        ("j'habite 7 bis rue Victor Hugo", "j'habite [address]"),
        ("je loge au 18, avenue de la Rosaleda, appt 4", "je loge au [address]"),
        ("mon passeport est 18AK45321", "mon passeport est [document]"),
        ("ma CIN BE654321 est périmée", "ma CIN [document] est périmée"),
        ("mon RIB FR76 3000 6000 0112 3456 7890 189", "mon RIB [account]"),
    ],
    "ar": [
        ("مرحبا اسمي خديجة العمراني وأبحث عن عمل", "مرحبا اسمي [name] وأبحث عن عمل"),
        ("انا اسمي ياسين من تطوان", "انا اسمي [name] من تطوان"),
        ("ابنتي اسمها سلمى عمرها ٤ سنوات", "ابنتي اسمها [name] عمرها ٤ سنوات"),
        ("الاسم: عبد الرحمن بن يوسف", "الاسم: [name]"),
        ("رقمي ٠٦٦١٢٣٤٥٦٧", "رقمي [phone]"),
        ("اتصلوا بي على 612 98 76 54", "اتصلوا بي على [phone]"),
        ("واتساب +963 944 123 456", "واتساب [phone]"),
        ("ايميلي khadija.a@example.ma", "ايميلي [email]"),
        ("أسكن في شارع كوارتيليس رقم 30", "أسكن في [address]"),
        ("عنواني زنقة فاس رقم ١٧ شقة ٢", "عنواني [address]"),
        ("رقم جواز سفري N01234567", "رقم جواز سفري [document]"),
        ("بطاقتي الوطنية AE123456", "بطاقتي الوطنية [document]"),
        ("حسابي البنكي MA64 0115 1900 0001 2050 0053 4921", "حسابي البنكي [account]"),
    ],
    "uk": [
        ("Добрий день, мене звати Людмила Гончар", "Добрий день, мене звати [name]"),
        ("мене звуть оксана я з харкова", "мене звуть [name] я з харкова"),
        ("Я Богдан Лисенко, шукаю роботу", "Я [name], шукаю роботу"),
        ("мою доньку звати Соломія", "мою доньку звати [name]"),
        ("мій чоловік Степан п'є і б'є мене", "мій чоловік [name] п'є і б'є мене"),
        ("мій телефон 050 765-43-21", "мій телефон [phone]"),
        ("дзвоніть +380 67 765 43 21", "дзвоніть [phone]"),
        ("пишіть на l.honchar@example.ua", "пишіть на [email]"),
        ("живу на вул. Лариос, буд. 14, кв. 6", "живу на [address]"),
        ("ми на вулиці Лесі Українки 22", "ми на [address]"),
        ("паспорт FA 123456 прострочений", "паспорт [document] прострочений"),
        ("мій ІПН 3124567890", "мій ІПН [document]"),
        ("рахунок UA21 3223 1300 0002 6007 2335 6600 1", "рахунок [account]"),
    ],
    "zh": [
        ("你好，我叫陈晓燕，想学西班牙语", "你好，我叫[name]，想学西班牙语"),
        ("我的名字是欧阳志远", "我的名字是[name]"),
        ("我是刘强，没有身份", "我是[name]，没有身份"),
        ("我儿子叫周子轩今年7岁", "我儿子叫[name]今年7岁"),
        ("我姓郑", "我姓[name]"),
        ("我叫 Fatima Zahra", "我叫 [name]"),
        ("电话139 1234 5678", "电话[phone]"),
        ("我的手机是６１２３４５６７８", "我的手机是[phone]"),
        ("邮箱 xiaoyan@example.cn", "邮箱 [email]"),
        ("我住在和平路88号5栋301室", "我住在[address]"),
        ("地址是江苏省南京市中山大道12号", "地址是[address]"),
        ("护照号码是EA1234567", "护照号码是[document]"),
        ("身份证31010419850715002X", "身份证[document]"),
        ("银行卡号6217001234567890123", "银行卡号[account]"),
    ],
}

STAYS = {
    "en": [
        "I am 34 and pregnant, 2 kids, 5 and 7",
        "i am Ukrainian",
        "does the 22 bus go to 26th street",
        "rent is $1,250 and i make 1800 dollars a month",
        "my hearing is 12/03/2026 at 9:30 am",
        "i called 911 and 311 and 1-800-799-7233",
        "is Erie Family Health near 60608",
        "we came in 2019-2021 and live on Kedzie Ave",
        "this is urgent, i am Homeless",
        "my name is spelled wrong on the letter",
        "open 8.30 - 14.30 or 16.00 - 20.00?",
        "10 minutes walk from 47th and Ashland",
        "form I-589 and I-765, U4U, TPS",
    ],
    "es": [
        "soy de Venezuela",
        "soy mujer y tengo 28 años",
        "Soy Venezolana, madre soltera de 3 hijos",
        "me cobran 350 euros por la habitación",
        "llevo en la calle 3 meses con 2 niños",
        "el bus 22 o la línea 3 pasan por calle Larios",
        "llamé al 016, al 112 y al 900 200 999",
        "tengo cita el 14/12/2026 a las 10:30",
        "fui a Puerta Única y al Centro de Salud Palma-Palmilla",
        "vivo en el 29003, cerca de la avenida de Andalucía",
        "me llamo la atención su anuncio",
        "el permiso del artículo 31 bis",
        "gano 1.200.000 pesos al mes",
    ],
    "fr": [
        "je suis enceinte de 7 mois",
        "Je suis Sénégalaise, j'ai 24 ans",
        "je suis à la rue depuis 3 semaines",
        "j'ai 2 cours de français par semaine",
        "je paie 400 euros pour une chambre",
        "le bus 11 va rue Larios ?",
        "rendez-vous le 03.12.2026 à 9h15",
        "j'ai appelé le 112 et le 016",
        "je m'appelle pas comme ça sur le papier",
        "on est 5 dans l'appartement",
    ],
    "ar": [
        "أنا حامل في الشهر السابع",
        "أنا من المغرب وعمري ٢٥ سنة",
        "عندي 3 أطفال",
        "الحافلة رقم 22 تمر من شارع لاريوس؟",
        "الإيجار 400 يورو في الشهر",
        "موعدي يوم 14/12/2026 الساعة 10:30",
        "اتصلت بـ 112 و 016",
        "أنا لاجئ سوري",
        "أنام في الشارع منذ 3 أشهر",
    ],
    "uk": [
        "я українка, мені 45 років",
        "Я Українка з тимчасовим захистом",
        "я вагітна, 7 місяць",
        "ми на вулиці вже 3 дні",
        "автобус 22 їде до вулиці Ларіос?",
        "оренда 500 євро на місяць",
        "зустріч 14.12.2026 о 10:30",
        "дзвонила 112 і 016",
        "у мене 2 дітей, 5 і 7 років",
    ],
    "zh": [
        "我是中国人，怀孕五个月",
        "我叫救护车了",
        "我叫不到车",
        "坐22路公交车还是地铁3号线",
        "我住在中山路附近",
        "房租每月3000元",
        "我12号有预约，上午10点",
        "打了112和016没人接",
        "我有两个孩子，5岁和7岁",
        "我是学生，来了3年",
    ],
}

PIECES = [
    *(text for rows in GOES.values() for text, _ in rows),
    *(text for rows in STAYS.values() for text in rows),
    *("[name]", "[phone]", "my name is", "calle", "12", "+34", "612 345 678", "@", " ", ",", "\n", "\0", "\ud800", "路", "X1234567L"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "wanted"), [(lang, *row) for lang, rows in GOES.items() for row in rows])
def test_what_leads_to_a_person_goes(lang: str, text: str, wanted: str) -> None:
    assert redact(text, lang) == wanted


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, rows in STAYS.items() for text in rows])
def test_what_the_question_is_about_stays(lang: str, text: str) -> None:
    assert redact(text, lang) == text


def test_the_language_need_not_be_known() -> None:
    assert (
        redact("я з Одеси, my name is Olena Bondar, vivo en calle Ancla 4") == "я з Одеси, my name is [name], vivo en [address]"
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=6).map(" ".join))
def test_redacting_again_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(st.text(st.characters(), max_size=60))
def test_any_text_is_survived(text: str) -> None:
    assert isinstance(redact(text), str)


@pytest.mark.parametrize("text", ["\ud800 my name is Sara Lund \udfff", "\0my name is Sara Lund\0", "", "\ue000[name]"])
def test_broken_characters_are_survived(text: str) -> None:
    assert redact(text) == text.replace("Sara Lund", "[name]")


def test_invisible_marks_do_not_hide_a_number() -> None:
    assert redact("رقمي \u202a+212\u00a0661\u00a0234567\u202c") == "رقمي \u202a[phone]\u202c"


HOSTILE = ["1", "1 ", "a", "a@", "a.", "1-", "+1", "(1", "calle a ", "calle san juan 12 ", "12 rue de la ", "my name is ", "Ana ",
           "我叫", "路", "中1号", "شارع ", "вул. а ", "es12", "612 345 678, ", "one ", "soy Ana Ruiz y ", "passport 1", "a'", "\0", "\ud800"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    def best(length: int) -> float:
        text = (piece * length)[:length]
        times = []
        for _ in range(3):
            begun = time.process_time()
            redact(text)
            times.append(time.process_time() - begun)
        return min(times)

    # Four times the text takes four times as long; sixteen would be a square. The constant is for clocks that tick coarsely.
    assert best(20_000) < 9 * best(5_000) + 0.05
