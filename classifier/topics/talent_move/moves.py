"""What the readers of talent moves share: a move, the scene of a sentence, the verbs, and who stands before one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.names.employers import Origin, firm_within, origin_of
from classifier.names.people import Person, people_before, person_before, post_after
from classifier.text.page import Clause, Name, Page
from classifier.text.vocabulary import moves as words
from classifier.topics.talent_move.unnamed import somebody


@dataclass(frozen=True, slots=True)
class Move:
    """One step of one person, as the clause tells it."""

    person: str | None
    role_from: str | None
    source: Name | None
    role_to: str | None
    target: Name | None
    direction: str | None
    start: int
    end: int
    #: how many people, of a lay-off
    headcount: int | None = None


@dataclass(slots=True)
class Scene:
    """What earlier clauses of the sentence left open: who, whose firm, which post."""

    people: list[Person]
    start: int = 0
    origin: Origin | None = None
    target: Name | None = None
    post: str | None = None
    post_firm: Name | None = None
    read_to: int = 0
    #: what the person that the next clause names is said to have left
    pending: Origin | None = None


_LEAVE = (
    rf"被免去?|{words.REMOVED}|{words.LEAVE}|被{words.DISMISS}|被炒|[被遭]?调离|跑路|出逃|[提递]交辞呈"
    r"|退出(?=[^,。]{0,12}董事会)|不再(?:担任|兼任|出任)"
)
_JOIN = rf"跳槽(?:到|至|去|加入)?|{words.JOIN - '跳槽'}|进入(?=[^,。]{{2,12}}董事会)|奔赴|投身"
_TAKE = (
    rf"走马上任|(?<=[一-龥]{{2}})成(?=[一-龥]{{2,6}}轮值)|成为(?=[^,。;!?]{{0,12}}(?:新任?|首任|下一任|轮值|首位)\s?(?:C[ETFO]O|首席|董事长|总裁|总经理))|接班(?=[,。;!?|\s]|$)|增任|(?:晋升|擢升|轮岗)(?:为|至|到|任)?|{words.TAKE}|获?提拔为"
    rf"|(?:被|获)?(?:{words.APPOINT}|聘|推选|选举)为|(?<!曾)(?<!经)担任|将任"
    r"|(?<![出担兼就接现历连升责信主委聘前后上离卸辞续时新将裁官人长监席师家员事理Oo])任(?!何|务|命|职|期|性|意|免|由)"
    r"(?=[^,。;!?]{0,14}?(?:C[ETFOMP]O|首席|总裁|董事|负责人|院长|主任|总经理|科学家|合伙人))"
)
_RETURN = rf"{words.RETURN}|回流|重回|回到|又回|重新(?:加入|执掌)"
_FOUND = rf"(?:二次|再次|再|连续)?创业|(?:联合)?创[办立]|{words.GO_ALONE}"
_TAKE_AWAY = (
    rf"{words.POACH}|挖到|再挖|(?<![深发采])挖(?=[^,。走来角掘]{{0,12}}(?:研究员|科学家|工程师|高管|大牛))"
    rf"|{words.RECRUIT}|引进|引入|官宣任命|(?:{words.APPOINT}|提拔)(?!为)|迎来"
)
_CUT = (
    rf"(?:大规模|大幅|启动|开启|再|全球|将|计划|拟|紧急)?裁员|{words.LAY_OFF - '裁员'}"
    r"|(?:减少|削减|精简|取消|缩减)(?=[^,。;]{0,10}(?:岗位|职位|员工|人手))|(?:人员|岗位|组织)优化"
    r"|砍掉(?=[^,。]{0,10}(?:团队|部门|岗位))|(?:再|将|拟)?裁(?=\s?(?:约|近|超|逾)?\s?\d)"
    r"|(?<=员工)被裁|(?<=团队)被裁|(?<=人)被裁|(?:全员|全部|集体)被裁|裁了(?=[^,。;]{0,8}[人名成])|遣散(?=[^,。;]{0,8}(?:员工|团队|人))"
    rf"|{words.DISBAND}(?=[^,。]{{0,16}}(?:团队|部门|小组|实验室|事业部|业务))|(?<=团队)(?:被|已|宣布)?{words.DISBAND}"
)
_HIRE = (
    rf"{words.HIRE}|春招|秋招|社招|招[收录](?=[^,。;]{{0,10}}[人名])|新增(?=[^,。;]{{0,10}}岗位)"
    r"|招(?=\s?\d[\d.,]*\s?[万千]?[名人])|招人|招兵买马|招新|扩编|(?:扩充|扩张|扩建|扩大)(?=[^,。;]{0,8}团队)"
    r"|(?:员工|部门|团队)规模[^,。;]{0,6}(?:扩大|翻[番倍]|扩编)"
)
_DISMISS = rf"(?<!被)(?:{words.DISMISS}|炒掉)(?!潮|员工|通知|赔偿|补偿)"
_TEAM_GOES = (
    r"(?<=团队|部门|业务)(?:的?部?分?人员)?(?:整体|全部|全员|将|已|被|均|集体)*"
    r"(?:并入|转入|归入|划归|划入|编入|转岗至|调入|调整至|转移[至到])"
)
_LOSE = r"(?:流失|痛失|再失|失去)了?"
VERB = re.compile(
    rf"(?P<dismiss>{_DISMISS})|(?P<lose>{_LOSE})|(?P<leave>{_LEAVE})|(?P<team>{_TEAM_GOES})|(?P<join>{_JOIN})|(?P<return>{_RETURN})|(?P<take>{_TAKE})|(?P<found>{_FOUND})"
    rf"|(?P<poach>{_TAKE_AWAY})|(?P<cut>{_CUT})|(?P<hire>{_HIRE})|(?P<swap>{words.SWAP}|易主)"
)
NOT_MOVED = re.compile(r"不会|不涉及|没有|并未|从未|未曾|拒绝|无意|否认|尚未|未确定|未请|不愿|不再是|谢绝|曾想|试图")
_ADVERBS = re.compile(
    r"(?:已经|已于|已|于|将于|(?<![大干名老战主])将|即将|正式|近日|日前|近期|宣布|官宣|确认|选择|决定|被曝出?|被爆|被传"
    r"|传出?|曝|疑似|据悉|或将|或|拟|也|都|均|又|再次|再度|再|突然|悄然|低调|今日|今天|昨日|昨晚|刚刚|刚"
    r"|最新|随后|后|则|还|接连|相继|先后|双双|集体|纷纷|因[^,。]{1,12}(?:原因)?|申请|提出|提|主动|被迫"
    r"|计划|正在|正|自[^,。]{0,6}起|\d+月\d*日?|(?:19|20)\d\d年(?:初|底|末)?|数月后|上周|本周|上月|本月"
    r"|开启|(?:在|于)(?:19|20)\d\d年(?:\d+月)?(?:\d+日)?(?:[初底末])?|[成大]批|陆续|密集|闪电|于?(?:今|明|本|次|下|上)?[年月](?:[底初内中末]|年底|年初)|去年|今年|[今明去][春夏秋冬]|时隔\S{1,4}年|完全|全面|升级|火速|愤而|愤怒|内部|发文|向公司|表示|称|更是|带队|率队"
    r"|带[^,。;]{2,6}|携[^,。;]{2,8}|在[^,。;]{2,8}[内里间]|重新|即|便|曾|也将"
    r"|已?到(?:达|了)?(?:法定)?退休年龄|被?提名|可能|或|同期|等[一二两三四五六七八九十多数\d]*[人位名]|确定|共同|分别|同日|同时|联合|一起|携手|先后|不|没|未|从[^,。;从]{2,24}?(?:离职后?|离开后?|离职)?"
    r"|离职后?|跳槽)\s?$"
)


def who(page: Page, left: int, match: re.Match[str], scene: Scene) -> tuple[list[Person], Origin | None]:
    """Who moves, and from where: named before the verb, else carried from the clause before."""
    end = back(page, left, match.start())
    people = people_before(page, left, end) or (
        _before_reason(page, scene.start, left) if not page.text[left:end].strip() else []
    )
    if not people and page.text[end - 1 : end] == "的" and match.lastgroup == "leave":  # 负责人 P 的离职消息
        people = people_before(page, left, end - 1)
    if (
        not people
        and re.match("接|上任|离职|离任|辞|卸任|退休|请辞", match.group())
        and (alone := _LATIN_ALONE.fullmatch(page.text, left, end))
    ):
        people = [] if page.firms_between(left, end) else [Person(alone["name"], alone.start("name"), end)]
    instead = re.search(r"(?:代替|取代|接替)\s?$", page.text[left : people[0].start]) if people else None
    if instead:  # P 代替 Q 成为 …
        people = people_before(page, left, left + instead.start())
    if people:
        origin = origin_of(page, left, people[0])
        if scene.pending and (origin is None or origin.firm is None):
            origin, scene.pending = scene.pending, None
        scene.people, scene.origin = people, origin
        return people, origin
    unnamed = somebody(page, left, end, scene.start)
    if unnamed is not None:
        return [unnamed[0]], unnamed[1]
    begin = max(left, scene.people[-1].end) if scene.people else left
    if scene.people and not re.search(r"[一-龥A-Za-z]{9,}", _without_firms(page, begin, end)):
        return scene.people, scene.origin
    return [], None


_LATIN_ALONE = re.compile(r"\s?(?P<name>[A-Z][A-Za-z]*[a-z][A-Za-z]*)\s?")


def _before_reason(page: Page, sentence: int, left: int) -> list[Person]:
    """Who stands before a reason that commas part from the verb: P 因个人原因,已辞职."""
    reason = re.search(r"(?:(?:因|由于)[^,。;]{1,16})?,\s?$", page.text[sentence:left])
    if reason is None:
        return []
    begin = max(page.text.rfind(sign, sentence, sentence + reason.start()) for sign in ",:")
    if re.search(r"是|为|曾|C[A-Z]O$", page.text[max(begin, sentence) : sentence + reason.start()]):
        return []
    return people_before(page, max(begin + 1, sentence), sentence + reason.start())


def _without_firms(page: Page, left: int, end: int) -> str:
    """The words of a span without the firms it names, whose names may be long."""
    said, at = "", left
    for mention in page.firms_between(left, end):
        said, at = f"{said}{page.text[at : mention.start]} ", max(at, mention.end)
    return said + page.text[at:end]


def back(page: Page, left: int, end: int) -> int:
    """The end of the name before a verb: adverbs and where-from taken off."""
    while end > left:
        match = _ADVERBS.search(page.text[left:end])
        if not match or not match.group():
            break
        if person_before(page, left, end):
            break
        end = left + match.start()
    return end


def said_origin(page: Page, left: int, match: re.Match[str], origin: Origin | None) -> Origin | None:
    """从 X … beats the firm of the descriptor, and says that the person left it now."""
    where = re.search(r"从\s?(?P<where>[^,。;!?|从]{2,24})$", page.text[left : match.start()])
    if not where:
        return origin
    begin = left + where.start("where")
    name = firm_within(page, begin, match.start())
    if name is None:
        return origin
    same = origin is not None and (origin.firm is None or origin.firm.name == name.name)
    return Origin(name, origin.post if origin and same else "", former=False, said=True)


def post_near(page: Page, clause: Clause, at: int) -> tuple[str, int]:
    """The new post: right behind the firm, or after 担任 there or in the next clause."""
    text = page.text
    rest = re.match(r"\s?(?:,|,?\s?并|后)?\s?(?:将|并)?(?:担任|出任|任职?|负责|职位为|职务为|成为|就任)\s?", text[at:])
    if rest:
        post, end = post_after(page, at + rest.end(), min(len(text), at + rest.end() + 40))
        return (post, end) if post else ("", at)
    post, end = post_after(page, at, clause.end)
    if post and not re.search(r"前|原|离开|加入|从|曾", text[at:end]):
        return post, end
    return "", at


def leads(page: Page, person: Person) -> Name | None:
    """The firm that a person of the lexicon leads."""
    for mention in page.between(person.start, person.end):
        if mention.kind == "person" and mention.id:
            return Name(mention.name, mention.start, mention.end, mention.id)
    return None


def name_of(name: Name | None) -> str | None:
    """The words of a name, or None."""
    return name.name if name else None
