"""Which command a text means: slash commands, and plain words where we are addressed."""

from __future__ import annotations

import re

from bot.commands.asking import questions
from bot.commands.context import UserError
from bot.commands.services import Services
from bot.commands.table import COMMANDS
from bot.core.chats import Request
from bot.texts import texts

#: the first word of a plain sentence -> the command it means
PLAIN = {
    "订阅": "subscribe",
    "关注": "subscribe",
    "退订": "unsubscribe",
    "取消订阅": "unsubscribe",
    "取消关注": "unsubscribe",
    "最新": "latest",
    "搜索": "search",
    "搜": "search",
    "查": "search",
    "静音": "mute",
    "导出": "export",
    "走势": "chart",
    # as Taiwan says it, in simplified characters
    "搜寻": "search",
    "汇出": "export",
    "subscribe to": "subscribe",
    "subscribe": "subscribe",
    "follow": "subscribe",
    "unsubscribe from": "unsubscribe",
    "unsubscribe": "unsubscribe",
    "unfollow": "unsubscribe",
    "latest": "latest",
    "search": "search",
    "mute": "mute",
    "export": "export",
    "chart": "chart",
}
#: whole sentences only: 暂停预训练的公司有哪些 is a question, and must not pause anything
WHOLE = {
    "暂停": "pause",
    "暂停推送": "pause",
    "恢复": "resume",
    "恢复推送": "resume",
    "设置": "settings",
    "帮助": "help",
    "信息源": "feeds",
    "周报": "week",
    "热门": "top",
    "设定": "settings",
    # whoever reads no Chinese finds the languages there
    "语言": "settings",
    "简体": "settings",
    "繁体": "settings",
    "language": "settings",
    "english": "settings",
    "资讯来源": "feeds",
    "讯息源": "feeds",
    "pause": "pause",
    "resume": "resume",
    "settings": "settings",
    "help": "help",
    "feeds": "feeds",
    "week": "week",
    "top": "top",
}
_SLASH = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?\s*(.*)$", re.DOTALL)
#: /story12, /story_12
_NUMBERED = re.compile(r"(story|why|removefeed)_?(\d+)", re.IGNORECASE)
#: what softens a plain command, and is no part of what it names
_WISH = re.compile(r"^(?:请|麻烦)?(?:我|给我|帮我)?(?:想要?|要)?(?=订阅|关注|退订|取消)")
_SOFTENER = re.compile(r"^\s*(?:一下|看看)")


def command_of(request: Request, services: Services) -> tuple[str | None, str]:
    """The command a text means, and what follows it; (None, "") where nobody asked us."""
    text = request.text.strip()
    text = "/" + text[1:] if text.startswith("／") else text
    slash = _SLASH.match(text)
    if slash:
        return _slash(request, services, *slash.groups())
    mention = f"@{services.bot_name}" if services.bot_name else ""
    addressed = bool(mention) and re.match(rf"{mention}(?![A-Za-z0-9_])", text, re.IGNORECASE) is not None
    if request.chat_kind != "private" and not addressed:
        return None, ""
    text = text[len(mention) :].strip() if addressed else text
    plain_text = services.simplify(text.removeprefix("/"))  # /订阅: Telegram's own commands are ASCII alone
    whole = plain_text.rstrip("。！!.").lower()
    if whole in WHOLE:
        return WHOLE[whole], ""
    if questions.is_question(plain_text, services):
        return "ask", plain_text  # before the first words: 查一下谁离开了智谱 is no search
    if services.firms.resolve(plain_text):
        return "firm", plain_text  # 搜狐 is a firm, and no search for 狐
    plain_text = _WISH.sub("", plain_text)
    for word in sorted(PLAIN, key=len, reverse=True):
        if plain_text.lower().startswith(word) and not (word.isascii() and plain_text[len(word) :][:1].isalnum()):
            return PLAIN[word], _SOFTENER.sub("", plain_text[len(word) :])
    return _question(plain_text, services)


def _slash(request: Request, services: Services, name: str, at: str | None, rest: str) -> tuple[str | None, str]:
    if at and services.bot_name and at.lower() != services.bot_name.lower():
        return None, ""
    if name.lower() in COMMANDS:
        return name.lower(), rest if COMMANDS[name.lower()].as_typed else services.simplify(rest)
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        return numbered[1].lower(), numbered[2]
    if request.chat_kind != "private" and not at:
        return None, ""  # some other bot's
    raise UserError(texts.UNKNOWN_COMMAND.format(name=name[:32]))


def _question(text: str, services: Services) -> tuple[str | None, str]:
    """A plain question: about a firm we know -> its news; anything else -> what we can do."""
    if not text:
        return "help", ""
    if services.firms.find(text):
        return "latest", text
    raise UserError(texts.NOT_UNDERSTOOD.format(examples=texts.WHAT_TO_ASK))
