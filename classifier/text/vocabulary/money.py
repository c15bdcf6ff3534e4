"""Raising money, giving it, going public, and borrowing."""

from __future__ import annotations

from classifier.text.patterns import Words

RAISE = Words("融资 募资 筹资 集资 募集 筹集")
ROUND = Words(
    r"(?:天使|种子|首|新一|最新一|多|两|三|四|数|pre-?(?:a|b|c|ipo)|[a-h])\+{0,3}\d?\s?轮",
    "战略融资 战略投资 股权融资 pre-?ipo",
)
#: Leads or joins a round.
LEAD = Words("领投")
FOLLOW = Words("跟投 参投 独投")
#: Gives money for shares.
INVEST = Words("投资 注资 入股 战投 增资")
#: Alone or with others, of who gives.
TOGETHER = Words("共同 联合 独家 联手")
#: Puts in more.
ADD = Words("加码 追投 加持 加注 跟进")
#: Once more, or more than before, of who holds shares.
AGAIN = Words("持续 继续 超额 追加 大幅 全部 再次 跟进")
#: Puts more money on what one holds, or stands by it.
BACK = Words("押注") | ADD - "追投 跟进"
#: Gives, as titles put it: backs, carries, bets, gets in.
GIVE = Words(
    "撑腰 站台 潜伏 抢着 喜提 连投 豪赌 入局 都投了 投了 投的 投资的 扶持的 孵化 砸 出手 领衔 联手 参与 组团 牵手 看好",
    "投出 花了 掏 想投 要往 想给 牵头 同投 抢着?投 再投 包揽 认购 争夺 争抢 给(?!出|港股|A股)",
)
#: Takes back what was given.
CASH_OUT = Words("套现 减持")
#: Those who give, as such.
INVESTORS = Words("投资方 投资机构 投资人")
HOLDERS = Words("老股东 新老股东 股东")
#: Those who give, by where their money is from.
CAPITAL = Words("产业方 产业资本 财团 国资 地方国资 上市公司 美元基金")
#: What names of those who give end with.
INVESTOR_ENDS = Words(
    "资本 创投 投资 基金 战投 产投 集团 控股 科技 股份 银行 证券 国投 城投 金控 实业 大学 研究院 科创 中国 汽车 电子",
    "医药 医疗 生物 能源 半导体 智能 机器人 母基金 财富 家族办公室 办公室 政府 主权基金 风投 加速器 传媒 网络 信息",
    "技术 保险 信托 国资 资管 置业 地产 建投 发展 产业 动力 国际 伙伴 [一二三]期",
)
#: Gets money.
GET = Words("完成 获得?(?!悉) 拿下 拿到 斩获 揽获 揽下 敲定 收到 收获 签下")
#: Money has come.
ARRIVED = Words("到账 入账 进账 落袋")
TALK = Words("洽谈 商谈 谈判 磋商")
PLAN = Words("寻求 考虑 筹备 谋求 启动 计划")
#: Is still after money or a listing.
SEEK = TALK | PLAN

#: Where firms go public; the other exchanges speak of the whole market's affairs.
BOARD = Words("港交所 北交所 科创板 创业板 纳斯达克 纽交所")
EXCHANGE = BOARD | Words("上交所 深交所 联交所")
#: The steps to a listing, in their order.
FILE = Words("递表 交表 招股 申请版本")
HEAR = Words("聆讯 过会")
LIST = Words("挂牌 敲钟 敲锣")
#: Ends the way there.
WITHDRAW = Words("终止 撤回 撤销 取消")
LISTING = Words("ipo 上市 上市辅导 辅导备案") | FILE | HEAR | LIST

#: New shares and debt of a listed firm.
PLACE = Words("定增 定向增发 增发 配售 配股")
BORROW = Words("可转债 公司债 发债 债券 票据 银团")

BUY = Words("收购 并购 要约 买下")
SELL = Words("卖身 被卖 出售")
#: The day's prices: what moves there is no firm's news.
PRICES = Words(
    "涨停 跌停 涨超 跌超 涨逾 跌逾 收涨 收跌 盘前 高开 低开 概念股 板块 收盘",
)
#: What the firm pays its holders.
PAYOUT = Words("回购 分红 派息")
#: Loans to buy shares with, which no firm raises.
MARGIN = Words("融资余额 融资融券 两融 融资买入 融资净[买偿流] 融券 杠杆资金")
