"""Each rule: what it is for, and what it must leave alone."""

from __future__ import annotations

import pytest

from classifier.model.features import sides
from classifier.model.training import read_samples
from classifier.text.normalise import normalise
from classifier.topics import TOPICS
from classifier.topics.rule import Rule, Scene, required_words_of
from classifier.topics.rules import fired, shifts
from classifier.topics.topic import Topic

RULES = [rule for topic in TOPICS for rule in topic.rules]

HOLDS = {
    "两融数据": ["沪深两市融资余额较前一日减少20亿元", "两融余额创年内新高"],
    "老股转让": ["求购某火箭公司老股，份额三千万｜资情留言板"],
    "资金统计": ["本月地方政府专项债发行提速，已逾四千亿元", "某省上半年社会融资规模增量五千亿元"],
    "回购分红": ["银行盈利增长后计划新一轮股票回购", "银行启动十亿美元股份回购", "公司拟每十股派5元"],
    "订单合同": ["子公司签订11亿元采购合同", "中标某市政务云项目"],
    "前任说话": ["某公司前CEO力挺开源模型", "前首席科学家警告风险"],
    "转向大模型": ["某手机厂转向大模型，成立新部门"],
    "训练提速": ["新一代芯片发布，大模型训练提速五倍"],
    "机构募基金": ["某创投完成第三期人民币基金首关，规模20亿元", "地方国资设立百亿人工智能产业基金"],
    "收购": [
        "巨头拟以两百亿美元买下芯片公司，估值是三个月前的三倍",
        "芯片巨头拟收购以色列初创公司",
        "传一家AI独角兽正考虑卖身",
    ],
    "自建项目": ["车企投资百亿建设电池工厂", "云厂商豪掷千亿扩建数据中心"],
    "行情": ["算力概念股午后涨停", "标普500ETF连续五周净流入", "某股空头仓位升至新高"],
    "产品上市": [
        "某品牌限量腕表国内上市",
        "智能手环上市，2999元",
        "新一代高端彩超在欧洲上市",
        "全新中型SUV正式上市，15.98万元起",
        "国产创新药获批上市，用于罕见病适应症",
        "某药企：降压原料药上市申请获批",
    ],
    "早已上市": ["上市三年，这家公司活成了什么样"],
    "访谈盘点": ["对话一位投资人：大模型还值得投吗"],
    "不谈钱": ["浏览器新增翻译功能"],
    "标题说融资": ["机器人公司完成近亿元Pre-A轮融资", "红杉领投，这家公司融了"],
    "标题说入股": ["消息称联创离职创业，项目已获某创投投资", "某大厂入股一家脑机接口公司", "巨头拟向初创公司追加投资"],
    "标题说上市进程": ["GPU公司科创板IPO过会", "机器人企业递表港交所", "茶饮品牌冲刺上市"],
    "标题说估值": ["公司估值升至300亿美元", "最新估值突破百亿"],
    "标题说发债增发": ["某公司拟发行20亿元可转债", "定增募资不超过40亿元"],
    "去世或司法": ["某公司创始人去世，享年50岁", "前高管涉贪被捕"],
    "加入的不是人": ["芯片巨头发起开放模型联盟，三十家公司签名", "又一家车企加入价格战", "三大厂商加入超节点标准联盟"],
    "会面": ["市领导会见某集团董事长"],
    "获奖榜单": ["某实验室负责人获图灵奖", "福布斯富豪榜出炉"],
    "裁员话题": ["大模型来了，下一个失业的会不会是你"],
    "只有言论": ["创始人怒怼友商副总裁", "某厂商：智能体还在早期"],
    "标题说去留": [
        "人力负责人因违规被辞退",
        "大厂开除一名副总裁",
        "前首席科学家自立门户",
        "前员工加入某实验室，任研究副总裁",
        "某大厂副总裁离职",
        "前研究员加入竞争对手任首席科学家",
        "公司任命新CFO",
    ],
    "标题说裁员招人": [
        "巨头裁掉4%员工",
        "集团今年校招放出三万岗位：3.5万个岗位",
        "爱立信再减瑞典岗位1200个",
        "软件公司裁员15%",
        "巨头解散机器人团队",
        "公司校招计划招2000人",
        "云厂商削减约1.4万个职位",
        "高通拟在加州裁逾1200人",
        "代工厂今年再招6000人",
        "精简15%的员工",
        "西门子减少6000人",
    ],
    "旧融资作修饰": ["融资千万的造车公司解散了", "获某创投投资的小程序公司上线新工具", "遗孀继承创始人股权"],
    "卖价": ["估值两百亿，又一家独角兽要被卖", "芯片公司拟收购对手，估值约十亿美元"],
    "自家模型停或不停": [
        "车企的自家大模型退居二线",
        "自有模型训练如常，公司否认停摆",
        "手机厂千亿基座不走了",
        "创始人：下一代底座照训",
    ],
    "放弃自研模型": [
        "某独角兽放弃预训练",
        "公司回应：不会放弃自研大模型",
        "被曝基座模型团队解散",
        "某大厂逐步停止大部分旗舰模型",
    ],
    "没有模型": ["外卖平台调整配送费"],
    "没有收缩": ["公司训练出新的大模型"],
    "法律案": ["作家起诉模型公司：未经许可用书训练"],
    "技术用语": ["一种新的微调方法放弃冻结主干网络"],
    "行业观点": ["预训练时代已死？学者吵了起来"],
}
SPARES = {
    "旧融资作修饰": [
        "完成融资的消息公布后推出新模型",
        "估值百亿的公司上线港交所",
        "完成近亿元融资的机器人公司名单",
        "获千万元融资，这家公司推出新品",
    ],
    "卖价": ["以百亿估值完成融资，同时收购一家公司", "拟以千亿估值出售百亿新股", "按80亿估值买下10%股份"],
    "自家模型停或不停": [
        "要不要继续训底座？四家公司的争论",
        "为什么我们不再从头训练排序模型",
        "放弃预训练",
        "减少训练集群能耗30%",
        "千亿参数模型降价句号",
    ],
    "两融数据": ["券商完成50亿元B轮融资"],
    "回购分红": ["拟发行可转债募资，同时回购旧债"],
    "订单合同": ["订单排到年底，公司又有近亿元入账"],
    "前任说话": ["公司前CEO加盟对手任总裁"],
    "转向大模型": ["公司转向大模型应用，解散自研基座模型团队"],
    "训练提速": ["训练提速无望，公司放弃自研大模型"],
    "法律案": ["因版权判决，公司停止训练基础模型"],
    "老股转让": ["公司完成B轮融资，老股东跟投"],
    "机构募基金": ["产业基金领投，公司完成A轮"],
    "收购": ["拟定增募资收购一家芯片公司"],
    "自建项目": ["获10亿元融资，用于建设产线"],
    "行情": ["公司港股挂牌，首日涨停"],
    "产品上市": [
        "机器人公司港交所上市，量产车型交付过万",
        "股份公司递表，新品销量大增谋上市",
        "药企港交所上市申请获受理",
    ],
    "早已上市": ["上市公司拟赴港二次上市"],
    "访谈盘点": ["对话创始人：我们刚完成A轮融资"],
    "标题说融资": ["融资3000万的造车公司倒闭了", "融资租赁行业报告发布", "创业公司融资难", "一家不融资的公司"],
    "标题说入股": ["巨头将投资百亿建数据中心", "我们投了哪些机器人公司", "大厂战投部的变化"],
    "标题说上市进程": ["IPO后首份年报亮相", "红利ETF上市首日成交12亿元", "IPO排队企业还剩多少家"],
    "标题说估值": ["对话创始人：估值30亿意味着什么", "以估值两倍的价格出售，现在值50亿", "估值680亿，又一家公司要被卖"],
    "标题说发债增发": ["财政部续发国债，完成发行债券定价"],
    "去世或司法": ["创始人去世，联创接任CEO"],
    "加入的不是人": ["前车企高管加入联盟担任总裁"],
    "会面": ["换帅之后，新任CEO出席活动"],
    "获奖榜单": ["院士离职创业"],
    "标题说去留": [
        "主帅离任，足球队换帅",
        "美联储主席称不会应要求辞职",
        "公司转投开源阵营",
        "公司推出任务清单功能",
        "离职后的第一年",
        "裸辞去大理的第三百天",
        "辞职去开店，是不是一个好选择",
        "带着源代码离职，主管被判赔偿",
        "员工离职意愿升至十年新高",
        "他从医院辞职做律师，见证了行业内幕",
        "任命书到手那天，他成了背锅的",
        "离职那天，他写了首诗",
        "董事长称年轻人要享受可以辞职",
        "车企加入价格战",
        "茶饮品牌下调加盟费",
    ],
    "标题说裁员招人": [
        "裁员潮之后，他们去了哪里",
        "某市新增就业岗位12万个",
        "裁员赔偿要不要交税",
        "两个被裁员的产品经理卖起了玩具",
        "研究：裁员幸存者更易患病",
        "云厂商总裁1月访华",
        "副总裁2日访问手机团队",
        "用AI减少人工",
        "系统优化人脸识别",
        "仲裁3年，前员工胜诉",
    ],
    "放弃自研模型": [
        "放弃全量微调：大模型训练的另一条路",
        "放弃预训练权重，改用随机初始化",
        "为什么我们放弃预训练数据清洗",
    ],
}


def names(title: str, lead: str = "") -> set[str]:
    """Names of the rules that hold for a raw title."""
    return {rule.name for rule in fired(TOPICS, Scene(*sides(normalise(f"{title}\n{lead}").text)))}


@pytest.mark.parametrize(("rule", "title"), [(rule, title) for rule in HOLDS for title in HOLDS[rule]])
def test_rule_holds(rule, title):
    """The rule speaks where it was made for."""
    assert rule in names(title)


@pytest.mark.parametrize(("rule", "title"), [(rule, title) for rule in SPARES for title in SPARES[rule]])
def test_rule_spares(rule, title):
    """The rule is silent where the words only look alike."""
    assert rule not in names(title)


def test_every_rule_is_tested_and_gives_a_reason():
    """No rule without a case and a reason in words."""
    assert {rule.name for rule in RULES} == set(HOLDS)
    assert all(rule.topic == topic.name for topic in TOPICS for rule in topic.rules)
    assert all(len(rule.reason) > 5 and rule.shift for rule in RULES)
    assert len({(rule.topic, rule.reason) for rule in RULES}) == len(RULES)  # /why tells a rule by its reason


def test_a_hopeless_topic_is_not_lowered_further():
    """Rules that only lower are not asked where the model sees nothing; raising rules always are."""
    scene = Scene("算力概念股涨停,某公司完成a轮融资")

    assert {rule.name for rule in fired(TOPICS, scene, [0.0] * len(TOPICS))} == {"标题说融资"}


def test_shifts_add_up():
    """Rules of one topic add; other topics are untouched."""
    found = [rule for rule in RULES if rule.name in {"标题说融资", "标题说估值"}]

    nothing = dict.fromkeys(TOPICS.names, 0.0)
    assert dict(zip(TOPICS.names, shifts(TOPICS, found, {}), strict=True)) == {**nothing, "funding": 5.5}
    learnt = shifts(TOPICS, found, {"funding/标题说融资": 1.0})
    assert dict(zip(TOPICS.names, learnt, strict=True)) == {**nothing, "funding": 3.5}


#: titles in which nothing but a new wording says what happens
ONLY_SIGN = [
    ("talent_move", "某公司迎回创始人"),
    ("talent_move", "精简15%的员工"),
    ("pretraining_cut", "自家底座不练了"),
]


@pytest.mark.parametrize(("topic", "title"), ONLY_SIGN)
def test_a_raising_rule_is_asked(topic: str, title: str):
    """The quick look at a title lets every wording through that a rule knows."""
    assert any(rule.topic == topic and rule.shift > 0 for rule in fired(TOPICS, Scene(title.lower(), "")))


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_the_quick_look_keeps_no_rule_back(topic: Topic):
    """On the shipped samples a raising rule holds only where one of its topic's required words stands."""
    scenes = [Scene(*sides(normalise(sample.text).text)) for sample in read_samples()[::10]]

    def may_hold(scene: Scene) -> bool:
        return bool(
            topic.required.search(scene.title) or (topic.required_in_lead and topic.required.search(scene.lead))
        )

    raising = [rule for rule in topic.rules if rule.shift > 0]
    assert [
        (rule.name, scene.title) for scene in scenes for rule in raising if rule.test(scene) and not may_hold(scene)
    ] == []


def test_a_raising_rule_has_to_tell_its_signs():
    """A rule that nothing announces would never be asked: that is a mistake when topics are made, not a silence."""
    rule = Rule("无迹象", "funding", 3.0, "没有任何迹象的规则", lambda scene: True)

    with pytest.raises(ValueError, match="无迹象 requires no word"):
        required_words_of([rule])
